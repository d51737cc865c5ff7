//! What stays as it is when a file is fixed: each case is a file, before and after.

use crate::{place, place_with, support, taglint, text};

/// A case: what it shows, the file, its text, and what `--fix --unsafe-fixes` makes of it.
struct Case(&'static str, &'static str, &'static str, &'static str);

const CASES: &[Case] = &[
    Case(
        "JSON: indentation, order and quotes stay",
        "a.json",
        "{\n    \"projects\": [\n        {\n            \"tags\": {\n                \"cost center\": \"CC-1001\",\n                \"Environment\": \"prod\"\n            },\n            \"name\": \"A\"\n        }\n    ]\n}\n",
        "{\n    \"projects\": [\n        {\n            \"tags\": {\n                \"CostCenter\": \"CC-1001\",\n                \"Environment\": \"Production\",\n                \"DataClass\": \"Internal\"\n            },\n            \"name\": \"A\"\n        }\n    ]\n}\n",
    ),
    Case(
        "JSON without blanks gets none",
        "a.json",
        r#"[{"name":"A","tags":{"Environment":"dev","CostCenter":"CC-1"}},{"name":"B","tags":{}},{"name":"C","tags":[{"Key":"Note","Value":"x"}]}]"#,
        r#"[{"name":"A","tags":{"Environment":"Development","CostCenter":"CC-1","DataClass":"Internal"}},{"name":"B","tags":{"DataClass":"Internal"}},{"name":"C","tags":[{"Key":"Note","Value":"x"},{"Key":"DataClass","Value":"Internal"}]}]"#,
    ),
    Case(
        "JSON with a byte-order mark, CRLF and no final line end",
        "a.json",
        "\u{feff}{\r\n\t\"name\": \"A\",\r\n\t\"tags\": {\r\n\t\t\"Environment\": \"prod\"\r\n\t}\r\n}",
        "\u{feff}{\r\n\t\"name\": \"A\",\r\n\t\"tags\": {\r\n\t\t\"Environment\": \"Production\",\r\n\t\t\"DataClass\": \"Internal\"\r\n\t}\r\n}",
    ),
    Case(
        "JSON: no comma is left over, whichever tag goes",
        "a.json",
        "[\n  {\"name\": \"A\", \"tags\": {\"Password\": \"x\", \"DataClass\": \"a\"}},\n  {\"name\": \"B\", \"tags\": {\"DataClass\": \"a\", \"Password\": \"x\"}},\n  {\"name\": \"C\", \"tags\": {\n    \"DataClass\": \"a\",\n    \"Password\": \"x\"\n  }},\n  {\"name\": \"D\", \"tags\": {\"Password\": \"x\"}}\n]\n",
        "[\n  {\"name\": \"A\", \"tags\": {\"DataClass\": \"a\"}},\n  {\"name\": \"B\", \"tags\": {\"DataClass\": \"a\"}},\n  {\"name\": \"C\", \"tags\": {\n    \"DataClass\": \"a\"\n  }},\n  {\"name\": \"D\", \"tags\": {\"DataClass\": \"Internal\"}}\n]\n",
    ),
    Case(
        "JSON: an escape in what is replaced goes with it",
        "a.json",
        "{\"name\": \"A\", \"tags\": {\"Env\\u0069ronment\": \"pr\\u006fd\", \"DataClass\": \"\\u0061\"}}\n",
        "{\"name\": \"A\", \"tags\": {\"Env\\u0069ronment\": \"Production\", \"DataClass\": \"\\u0061\"}}\n",
    ),
    Case(
        "JSON with comments, and a comma behind the last tag",
        "a.jsonc",
        "// projects\n{\n  \"name\": \"A\", /* one */\n  \"tags\": {\n    // who pays\n    \"cost-center\": \"CC-1001\", // FIN-1\n    \"Password\": \"x\", // gone with its tag\n    \"Environment\": \"prod\", // last\n  },\n}\n",
        "// projects\n{\n  \"name\": \"A\", /* one */\n  \"tags\": {\n    // who pays\n    \"CostCenter\": \"CC-1001\", // FIN-1\n    \"Environment\": \"Production\", // last\n    \"DataClass\": \"Internal\",\n  },\n}\n",
    ),
    Case(
        "JSON Lines stay lines",
        "a.jsonl",
        "{\"name\": \"A\", \"tags\": {\"environment\": \"dev\"}}\n{\"name\": \"B\", \"tags\": {\"Environment\": \"prod\", \"DataClass\": \"a\"}}\n",
        "{\"name\": \"A\", \"tags\": {\"Environment\": \"Development\", \"DataClass\": \"Internal\"}}\n{\"name\": \"B\", \"tags\": {\"Environment\": \"Production\", \"DataClass\": \"a\"}}\n",
    ),
    Case(
        "YAML blocks: comments and quotes stay, and a new tag is quoted as the last one",
        "a.yaml",
        "# all projects\nprojects:\n- name: A # the first\n  tags:\n    # who pays\n    'cost center': 'cc-1001'   # FIN-1\n\n    Environment: 'prod'\n  region: us-east-1\n",
        "# all projects\nprojects:\n- name: A # the first\n  tags:\n    # who pays\n    'CostCenter': 'CC-1001'   # FIN-1\n\n    Environment: 'Production'\n    DataClass: 'Internal'\n  region: us-east-1\n",
    ),
    Case(
        "YAML with CRLF and no final line end",
        "a.yml",
        "name: A\r\ntags:\r\n   Environment: prod\r\n   Password: x",
        "name: A\r\ntags:\r\n   Environment: Production\r\n   DataClass: Internal",
    ),
    Case(
        "YAML flow, over one line and several",
        "a.yaml",
        "- name: A\n  tags: { Environment: prod, 'cost_center': \"CC-1001\" } # one\n- name: B\n  tags: {\n    Environment: prod, # two\n    Password: x,\n  }\n- {name: C, tags: {}}\n- {name: D, tags: [{key: Password, value: x}]}\n",
        "- name: A\n  tags: { Environment: Production, 'CostCenter': \"CC-1001\", 'DataClass': \"Internal\" } # one\n- name: B\n  tags: {\n    Environment: Production, # two\n    DataClass: Internal,\n  }\n- {name: C, tags: {DataClass: Internal}}\n- {name: D, tags: [{key: DataClass, value: Internal}]}\n",
    ),
    Case(
        "YAML lists of items",
        "a.yaml",
        "- name: A\n  tags:\n  - Key: Environment\n    Value: prod\n  - Value: x\n    Key: Password\n- name: B\n  tags:\n    - {\"Key\": \"Cost_Center\", \"Value\": \"CC-1001\"}\n",
        "- name: A\n  tags:\n  - Key: Environment\n    Value: Production\n  - Key: DataClass\n    Value: Internal\n- name: B\n  tags:\n    - {\"Key\": \"CostCenter\", \"Value\": \"CC-1001\"}\n    - \"Key\": \"DataClass\"\n      \"Value\": \"Internal\"\n",
    ),
    Case(
        "YAML anchors are fixed where they stand, once",
        "a.yaml",
        "common: &common\n  Environment: prod # for all\n  DataClass: a\nprojects:\n  - name: A\n    tags: *common\n  - name: B\n    tags:\n      <<: *common\n      cost-center: &code cc-1001\n  - name: C\n    tags: {Environment: Production, CostCenter: *code, DataClass: a}\n",
        "common: &common\n  Environment: Production # for all\n  DataClass: a\nprojects:\n  - name: A\n    tags: *common\n  - name: B\n    tags:\n      <<: *common\n      CostCenter: &code CC-1001\n  - name: C\n    tags: {Environment: Production, CostCenter: *code, DataClass: a}\n",
    ),
    Case(
        "YAML without tags yet, and several documents",
        "a.yaml",
        "---\nprojects:\n- name: A\n  tags: # none yet\n- name: B\n  tags: ~\n---\nname: C\ntags: {}\n...\n",
        "---\nprojects:\n- name: A\n  tags: # none yet\n    DataClass: Internal\n- name: B\n  tags: {DataClass: Internal}\n---\nname: C\ntags: {DataClass: Internal}\n...\n",
    ),
    Case(
        "YAML: the only tag goes, an empty map stays; block scalars keep their ends",
        "a.yaml",
        "- name: A\n  tags:\n    DataClass: a\n    Password: |\n      secret\n      more\n    Note: |+\n      x\n\n- name: B\n  tags:\n    Note: >-\n      y\n",
        "- name: A\n  tags:\n    DataClass: a\n    Note: |+\n      x\n\n- name: B\n  tags:\n    Note: >-\n      y\n    DataClass: Internal\n",
    ),
    Case(
        "TOML: sections, with comments and literal strings",
        "a.toml",
        "# projects\n[[projects]]\nname = \"A\"\n\n  [projects.tags] # all of them\n  'cost center' = 'CC-1001' # FIN-1\n  Password = \"x\"\n  Environment = 'prod'\n\n[[projects]]\nname = \"B\"\n[projects.tags]\n",
        "# projects\n[[projects]]\nname = \"A\"\n\n  [projects.tags] # all of them\n  'CostCenter' = 'CC-1001' # FIN-1\n  Environment = 'Production'\n  DataClass = 'Internal'\n\n[[projects]]\nname = \"B\"\n[projects.tags]\nDataClass = \"Internal\"\n",
    ),
    Case(
        "TOML: inline and dotted",
        "a.toml",
        "[[projects]]\nname = \"A\"\ntags = { Environment = \"prod\", Password = \"x\", cost-center = \"CC-1001\" } # one\n\n[[projects]]\nname = \"B\"\ntags.Environment = \"dev\" # two\ntags.\"cost center\" = \"CC-1002\"\n\n[[projects]]\nname = \"C\"\ntags = {Environment=\"prod\"}\n",
        "[[projects]]\nname = \"A\"\ntags = { Environment = \"Production\", CostCenter = \"CC-1001\", DataClass = \"Internal\" } # one\n\n[[projects]]\nname = \"B\"\ntags.Environment = \"Development\" # two\ntags.\"CostCenter\" = \"CC-1002\"\ntags.\"DataClass\" = \"Internal\"\n\n[[projects]]\nname = \"C\"\ntags = {Environment=\"Production\", DataClass=\"Internal\"}\n",
    ),
    Case(
        "TOML: items under headers of their own, CRLF, no final line end",
        "a.toml",
        "[[projects]]\r\nname = \"A\"\r\n[[projects.tags]]\r\nkey = \"Environment\"\r\nvalue = \"prod\"\r\n[[projects.tags]] # no\r\nkey = \"Password\"\r\nvalue = \"x\"",
        "[[projects]]\r\nname = \"A\"\r\n[[projects.tags]]\r\nkey = \"Environment\"\r\nvalue = \"Production\"\r\n[[projects.tags]]\r\nkey = \"DataClass\"\r\nvalue = \"Internal\"",
    ),
    Case(
        "a deprecated key is renamed, and its value is then checked and fixed in a further round",
        "a.yaml",
        "name: A\ntags: {cost_code: cc-1001, DataClass: a}\n",
        "name: A\ntags: {CostCenter: CC-1001, DataClass: a}\n",
    ),
    Case(
        "a key given twice with the same value",
        "a.json",
        "{\"name\": \"A\", \"tags\": {\"DataClass\": \"a\", \"Note\": \"n\", \"Note\": \"n\"}}\n",
        "{\"name\": \"A\", \"tags\": {\"DataClass\": \"a\", \"Note\": \"n\"}}\n",
    ),
    Case(
        "Terraform: objects, lists of items, a local and a merge",
        "main.tf",
        "locals {\n  common = {\n    Environment   = \"prod\" # for all\n    \"cost center\" = \"CC-1001\"\n  }\n}\n\nresource \"awscc_bedrockmantle_project\" \"a\" {\n  name = \"A\"\n  tags = [\n    { key = \"Environment\", value = \"prod\" },\n    { key = \"Password\", value = \"x\" }, # no\n  ]\n}\n\nresource \"aws_bedrock_inference_profile\" \"b\" {\n  name = \"B\"\n  tags = merge(local.common, { DataClass = \"a\", Password = \"x\" })\n}\n\nresource \"aws_bedrock_inference_profile\" \"c\" {\n  name = \"C\"\n  tags = {\n    cost_code = \"cc-1001\"\n    # the end\n  }\n}\n",
        "locals {\n  common = {\n    Environment   = \"Production\" # for all\n    \"CostCenter\" = \"CC-1001\"\n  }\n}\n\nresource \"awscc_bedrockmantle_project\" \"a\" {\n  name = \"A\"\n  tags = [\n    { key = \"Environment\", value = \"Production\" },\n    { key = \"DataClass\", value = \"Internal\" },\n  ]\n}\n\nresource \"aws_bedrock_inference_profile\" \"b\" {\n  name = \"B\"\n  tags = merge(local.common, { DataClass = \"a\" })\n}\n\nresource \"aws_bedrock_inference_profile\" \"c\" {\n  name = \"C\"\n  tags = {\n    CostCenter = \"CC-1001\"\n    DataClass = \"Internal\"\n    # the end\n  }\n}\n",
    ),
    Case(
        "CloudFormation, where a parameter's default is a value",
        "template.yaml",
        "AWSTemplateFormatVersion: '2010-09-09'\nParameters:\n  State:\n    Type: String\n    Default: prod # by name\nResources:\n  Profile:\n    Type: AWS::Bedrock::ApplicationInferenceProfile\n    Properties:\n      InferenceProfileName: A\n      Tags:\n        - Key: Environment\n          Value: !Ref State\n        - Key: cost-center\n          Value: \"cc-1001\"\n",
        "AWSTemplateFormatVersion: '2010-09-09'\nParameters:\n  State:\n    Type: String\n    Default: Production # by name\nResources:\n  Profile:\n    Type: AWS::Bedrock::ApplicationInferenceProfile\n    Properties:\n      InferenceProfileName: A\n      Tags:\n        - Key: Environment\n          Value: !Ref State\n        - Key: CostCenter\n          Value: \"CC-1001\"\n        - Key: DataClass\n          Value: \"Internal\"\n",
    ),
    Case(
        "JSON: a project without tags gets them behind its name, in the manner of its lines",
        "a.json",
        "[\n    {\n        \"id\": \"x\",\n        \"name\": \"A\",\n        \"region\": \"r\"\n    },\n    {\n        \"name\": \"B\"\n    },\n    {\"name\": \"C\", \"region\": \"r\"},\n    {\"name\":\"D\"},\n    {\"name\": \"E\", \"tags\": {\"DataClass\": \"a\"}}\n]\n",
        "[\n    {\n        \"id\": \"x\",\n        \"name\": \"A\",\n        \"tags\": {\n            \"DataClass\": \"Internal\"\n        },\n        \"region\": \"r\"\n    },\n    {\n        \"name\": \"B\",\n        \"tags\": {\n            \"DataClass\": \"Internal\"\n        }\n    },\n    {\"name\": \"C\", \"tags\": {\"DataClass\": \"Internal\"}, \"region\": \"r\"},\n    {\"name\":\"D\",\"tags\":{\"DataClass\":\"Internal\"}},\n    {\"name\": \"E\", \"tags\": {\"DataClass\": \"a\"}}\n]\n",
    ),
    Case(
        "YAML: a project without tags",
        "a.yaml",
        "projects:\n    - name: A # first\n      region: r\n    - {name: 'B', region: r}\n    - region: r\n      \"name\": \"C\"\n    - <<: &base {region: r}\n      name: D\n",
        "projects:\n    - name: A # first\n      tags:\n        DataClass: Internal\n      region: r\n    - {name: 'B', tags: {DataClass: 'Internal'}, region: r}\n    - region: r\n      \"name\": \"C\"\n      \"tags\":\n        \"DataClass\": \"Internal\"\n    - <<: &base {region: r}\n      name: D\n      tags:\n        DataClass: Internal\n",
    ),
    Case(
        "YAML: tags that are all merged from elsewhere",
        "a.yaml",
        "common: &common\n  Environment: Staging\nprojects:\n  - name: A\n    tags:\n      <<: *common # all\n  - name: B\n    tags: {<<: *common}\n",
        "common: &common\n  Environment: Staging\nprojects:\n  - name: A\n    tags:\n      <<: *common # all\n      DataClass: Internal\n  - name: B\n    tags: {<<: *common, DataClass: Internal}\n",
    ),
    Case(
        "TOML: a project without tags",
        "a.toml",
        "[[projects]]\nname = \"A\" # first\nregion = \"r\"\n\n[[projects]]\n  name = 'B'\n",
        "[[projects]]\nname = \"A\" # first\ntags = { DataClass = \"Internal\" }\nregion = \"r\"\n\n[[projects]]\n  name = 'B'\n  tags = { DataClass = 'Internal' }\n",
    ),
    Case(
        "TOML: an inline project without tags",
        "a.toml",
        "projects = [\n  { name = \"A\" },\n  {name=\"B\", region=\"r\"},\n]\n",
        "projects = [\n  { name = \"A\", tags = { DataClass = \"Internal\" } },\n  {name=\"B\", tags={DataClass=\"Internal\"}, region=\"r\"},\n]\n",
    ),
    Case(
        "Terraform: a resource without tags",
        "main.tf",
        "resource \"aws_bedrock_inference_profile\" \"a\" {\n  name        = \"A\"\n  description = \"x\" # why\n\n  model_source {\n    copy_from = \"x\"\n  }\n}\n\nresource \"awscc_bedrockmantle_project\" \"b\" { name = \"B\" }\n\nresource \"awscc_bedrockmantle_project\" \"c\" {}\n\nresource \"aws_bedrock_inference_profile\" \"d\" {\n  name       = \"D\"\n  depends_on = [awscc_bedrockmantle_project.c]\n}\n\nresource \"aws_bedrock_inference_profile\" \"e\" {\n  model_source {\n    copy_from = \"x\"\n  }\n}\n",
        "resource \"aws_bedrock_inference_profile\" \"a\" {\n  name        = \"A\"\n  description = \"x\" # why\n\n  tags = {\n    DataClass = \"Internal\"\n  }\n\n  model_source {\n    copy_from = \"x\"\n  }\n}\n\nresource \"awscc_bedrockmantle_project\" \"b\" {\n  name = \"B\"\n\n  tags = [\n    { key = \"DataClass\", value = \"Internal\" },\n  ]\n}\n\nresource \"awscc_bedrockmantle_project\" \"c\" {\n  tags = [\n    { key = \"DataClass\", value = \"Internal\" },\n  ]\n}\n\nresource \"aws_bedrock_inference_profile\" \"d\" {\n  name       = \"D\"\n\n  tags = {\n    DataClass = \"Internal\"\n  }\n\n  depends_on = [awscc_bedrockmantle_project.c]\n}\n\nresource \"aws_bedrock_inference_profile\" \"e\" {\n  tags = {\n    DataClass = \"Internal\"\n  }\n\n  model_source {\n    copy_from = \"x\"\n  }\n}\n",
    ),
    Case(
        "Terraform: a new tag has its equals sign below the others",
        "main.tf",
        "resource \"aws_bedrock_inference_profile\" \"a\" {\n  name = \"A\"\n  tags = {\n    Environment = \"Staging\"\n    Note        = \"x\" # n\n  }\n}\n",
        "resource \"aws_bedrock_inference_profile\" \"a\" {\n  name = \"A\"\n  tags = {\n    Environment = \"Staging\"\n    Note        = \"x\" # n\n    DataClass   = \"Internal\"\n  }\n}\n",
    ),
    Case(
        "Terraform in JSON: tags that are there, and those that are not",
        "main.tf.json",
        "{\n  \"resource\": {\n    \"aws_bedrock_inference_profile\": {\n      \"a\": {\n        \"name\": \"A\",\n        \"description\": \"x\"\n      },\n      \"b\": {\n        \"name\": \"B\",\n        \"tags\": {\n          \"Password\": \"x\",\n          \"Note\": \"x\"\n        }\n      },\n      \"c\": {\"name\": \"C\", \"tags\": {\"Note\": \"x\", \"Password\": \"x\"}}\n    },\n    \"awscc_bedrockmantle_project\": {\"d\": [{\"name\": \"D\"}]}\n  }\n}\n",
        "{\n  \"resource\": {\n    \"aws_bedrock_inference_profile\": {\n      \"a\": {\n        \"name\": \"A\",\n        \"tags\": {\n          \"DataClass\": \"Internal\"\n        },\n        \"description\": \"x\"\n      },\n      \"b\": {\n        \"name\": \"B\",\n        \"tags\": {\n          \"Note\": \"x\",\n          \"DataClass\": \"Internal\"\n        }\n      },\n      \"c\": {\"name\": \"C\", \"tags\": {\"Note\": \"x\", \"DataClass\": \"Internal\"}}\n    },\n    \"awscc_bedrockmantle_project\": {\"d\": [{\"name\": \"D\", \"tags\": [{\"key\": \"DataClass\", \"value\": \"Internal\"}]}]}\n  }\n}\n",
    ),
    Case(
        "CloudFormation: a resource without tags, or without properties",
        "template.yaml",
        "AWSTemplateFormatVersion: '2010-09-09'\nResources:\n  A:\n    Type: AWS::BedrockMantle::Project\n    Properties:\n      Name: !Sub 'x' # name\n      Other: x\n  B:\n    Type: AWS::BedrockMantle::Project\n  C: {Type: AWS::BedrockMantle::Project, Properties: {Name: C}}\n  D:\n    Type: AWS::BedrockMantle::Project\n    Properties:\n      Tags:\n",
        "AWSTemplateFormatVersion: '2010-09-09'\nResources:\n  A:\n    Type: AWS::BedrockMantle::Project\n    Properties:\n      Name: !Sub 'x' # name\n      Tags:\n        - Key: DataClass\n          Value: 'Internal'\n      Other: x\n  B:\n    Type: AWS::BedrockMantle::Project\n    Properties:\n      Tags:\n        - Key: DataClass\n          Value: Internal\n  C: {Type: AWS::BedrockMantle::Project, Properties: {Name: C, Tags: [{Key: DataClass, Value: Internal}]}}\n  D:\n    Type: AWS::BedrockMantle::Project\n    Properties:\n      Tags:\n        - Key: DataClass\n          Value: Internal\n",
    ),
    Case(
        "CloudFormation in JSON",
        "template.json",
        "{\n  \"Resources\": {\n    \"A\": {\n      \"Type\": \"AWS::BedrockMantle::Project\",\n      \"Properties\": {\n        \"Name\": {\"Ref\": \"AWS::StackName\"}\n      }\n    },\n    \"B\": {\"Type\": \"AWS::BedrockMantle::Project\"}\n  }\n}\n",
        "{\n  \"Resources\": {\n    \"A\": {\n      \"Type\": \"AWS::BedrockMantle::Project\",\n      \"Properties\": {\n        \"Name\": {\"Ref\": \"AWS::StackName\"},\n        \"Tags\": [\n          {\"Key\": \"DataClass\", \"Value\": \"Internal\"}\n        ]\n      }\n    },\n    \"B\": {\"Type\": \"AWS::BedrockMantle::Project\", \"Properties\": {\"Tags\": [{\"Key\": \"DataClass\", \"Value\": \"Internal\"}]}}\n  }\n}\n",
    ),
    Case(
        "Terraform: heredocs become texts in quotes",
        "main.tf",
        "resource \"aws_bedrock_inference_profile\" \"a\" {\n  name = \"A\"\n  tags = {\n    Environment = <<EOT\nprod\nEOT\n    CostCenter  = <<-EOT\n      cc-1001\n    EOT\n    DataClass   = \"a\"\n  }\n}\n",
        "resource \"aws_bedrock_inference_profile\" \"a\" {\n  name = \"A\"\n  tags = {\n    Environment = \"Production\"\n    CostCenter  = \"CC-1001\"\n    DataClass   = \"a\"\n  }\n}\n",
    ),
    Case(
        "TOML: texts over several lines become short ones",
        "a.toml",
        "name = \"A\"\n[tags]\nEnvironment = \"\"\"\nprod\"\"\" # one\nCostCenter = '''cc-1001'''\nDataClass = 'a'\n",
        "name = \"A\"\n[tags]\nEnvironment = \"Production\" # one\nCostCenter = \"CC-1001\"\nDataClass = 'a'\n",
    ),
    Case(
        "Terraform in JSON: tags in the wrong shape",
        "main.tf.json",
        "{\n  \"locals\": {\"map\": {\"DataClass\": \"a\"}, \"list\": [{\"key\": \"DataClass\", \"value\": \"a\"}]},\n  \"resource\": {\n    \"awscc_bedrockmantle_project\": {\n      \"a\": {\"name\": \"A\", \"tags\": {\"DataClass\": \"a\", \"Note\":\"x\"}},\n      \"b\": {\"name\": \"B\", \"tags\": \"${local.map}\"},\n      \"c\": {\"name\": \"C\", \"tags\": {\"key\": \"DataClass\", \"value\": \"a\"}}\n    },\n    \"aws_bedrock_inference_profile\": {\n      \"d\": {\n        \"name\": \"D\",\n        \"tags\": [\n          {\"key\": \"DataClass\", \"value\": \"a\"},\n          {\"value\": \"x\", \"key\": \"Note\"}\n        ]\n      },\n      \"e\": {\"name\": \"E\", \"tags\": \"${local.list}\"}\n    }\n  }\n}\n",
        "{\n  \"locals\": {\"map\": {\"DataClass\": \"a\"}, \"list\": [{\"key\": \"DataClass\", \"value\": \"a\"}]},\n  \"resource\": {\n    \"awscc_bedrockmantle_project\": {\n      \"a\": {\"name\": \"A\", \"tags\": [{\"key\": \"DataClass\", \"value\": \"a\"}, {\"key\":\"Note\",\"value\":\"x\"}]},\n      \"b\": {\"name\": \"B\", \"tags\": \"${[for k, v in local.map : {key = k, value = v}]}\"},\n      \"c\": {\"name\": \"C\", \"tags\": [{\"key\": \"DataClass\", \"value\": \"a\"}]}\n    },\n    \"aws_bedrock_inference_profile\": {\n      \"d\": {\n        \"name\": \"D\",\n        \"tags\": {\n          \"DataClass\": \"a\",\n          \"Note\": \"x\"\n        }\n      },\n      \"e\": {\"name\": \"E\", \"tags\": \"${{for tag in local.list : tag.key => tag.value}}\"}\n    }\n  }\n}\n",
    ),
];

#[test]
fn everything_but_the_fix_stays_as_it_was() {
    for Case(what, file, before, after) in CASES {
        let place = place();
        place.write(file, before);
        let diff = taglint(&place, &["check", "--diff", "--unsafe-fixes", file]);
        assert!(diff.stdout.starts_with("--- a/"), "{what}: {}{}", diff.stdout, diff.stderr);
        assert_eq!(text(&place, file), *before, "{what}: `--diff` writes nothing");
        taglint(&place, &["check", "--fix", "--unsafe-fixes", file]);
        assert_eq!(text(&place, file), *after, "{what}");
        let again = taglint(&place, &["check", "--fix", "--unsafe-fixes", file]);
        assert_eq!(text(&place, file), *after, "{what}: a second run changes nothing");
        assert!(!again.stderr.contains("fixed"), "{what}: {}", again.stderr);
        git_takes(what, file, before, &diff.stdout, after);
    }
}

/// Applies a patch as a user would, in the folder where the run was.
#[track_caller]
fn git_takes(what: &str, file: &str, before: &str, patch: &str, after: &str) {
    let place = place();
    place.write(file, before);
    place.write("fixes.patch", patch);
    let mut git = support::tool("git", &place.path());
    git.args(["apply", "--verbose", "fixes.patch"]);
    let output = git.output().expect("git runs");
    assert!(output.status.success(), "{what}: {}\n{patch}", String::from_utf8_lossy(&output.stderr));
    assert_eq!(text(&place, file), after, "{what}: by `git apply`");
}

#[test]
fn several_tags_that_are_missing_come_in_one_run() {
    let files = [
        (
            "a.json",
            "{\n  \"name\": \"A\"\n}\n",
            "{\n  \"name\": \"A\",\n  \"tags\": {\n    \"DataClass\": \"Internal\",\n    \"Managed\": \"yes\"\n  }\n}\n",
        ),
        (
            "main.tf",
            "resource \"aws_bedrock_inference_profile\" \"a\" {\n  name = \"A\"\n}\n",
            "resource \"aws_bedrock_inference_profile\" \"a\" {\n  name = \"A\"\n\n  tags = {\n    DataClass = \"Internal\"\n    Managed   = \"yes\"\n  }\n}\n",
        ),
        (
            "t.yaml",
            "Resources:\n  A:\n    Type: AWS::BedrockMantle::Project\n",
            "Resources:\n  A:\n    Type: AWS::BedrockMantle::Project\n    Properties:\n      Tags:\n        - Key: DataClass\n          Value: Internal\n        - Key: Managed\n          Value: \"yes\"\n",
        ),
    ];
    for (file, before, after) in files {
        let place = place_with("[tags.Managed]\nrequired = true\ndefault = \"yes\"\n");
        // What a manifest without tags is, its list says.
        let body = if file == "a.json" { format!("{{\"projects\": [{before}]}}") } else { before.to_owned() };
        place.write(file, body);
        let ran = taglint(&place, &["check", "--fix", "--select", "missing-tag", file]);
        assert_eq!(ran.stderr.lines().next(), Some("fixed 2 findings in 1 file"), "{file}: {}", ran.stderr);
        assert!(text(&place, file).contains(after), "{file}: {}", text(&place, file));
    }
}

#[test]
fn quotes_that_cannot_hold_the_new_text_are_changed_with_it() {
    // Tags of the service cannot say this, so a fix to it is one only where nobody asks.
    let place = place_with(
        "[tags.Kind]\nvalues = [\"it's\"]\naliases = { its = \"it's\" }\n[rules]\ntag-limits = \"off\"\n",
    );
    place.write("a.toml", "name = \"A\"\n[tags]\nDataClass = 'a'\nKind = 'its' # whose\n");
    taglint(&place, &["check", "--fix", "a.toml"]);
    assert_eq!(text(&place, "a.toml"), "name = \"A\"\n[tags]\nDataClass = 'a'\nKind = \"it's\" # whose\n");
}
