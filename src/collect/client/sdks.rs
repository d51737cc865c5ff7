//! The table of SDKs: how each of them is constructed, where its requests go, and what names a project.
//!
//! `scripts/sdks.py` proves what it says against the released packages; `docs/clients.md` shows what that printed.

use crate::client::{Family, Form, Goes, Sdk};

const OPENAI_VARIABLES: &[&str] = &["OPENAI_PROJECT_ID", "OPENAI_CUSTOM_HEADERS"];
const ANTHROPIC_VARIABLES: &[&str] = &["ANTHROPIC_CUSTOM_HEADERS"];

/// What holds where an entry says nothing else.
const COMMON: Sdk = Sdk {
    name: "",
    constructors: &[],
    modules: &[],
    form: Form::Keywords,
    goes: Goes::ByUrl,
    first: None,
    nested: &[],
    instead: &[],
    base_url: &[],
    project: &[],
    headers: &[],
    header: &[],
    no_header: &[],
    carrier: &[],
    is_module: false,
    family: Family::OpenAi,
    with_base_url: &[],
    with_provider: &[],
    base_url_variable: None,
    remedy: "",
};

const PYTHON: Sdk = Sdk {
    base_url: &["base_url"],
    headers: &["default_headers", "extra_headers", "set_default_headers"],
    carrier: &["http_client"],
    form: Form::Keywords,
    ..COMMON
};

const JAVASCRIPT: Sdk = Sdk {
    base_url: &["baseURL"],
    headers: &["defaultHeaders", "headers"],
    carrier: &["fetch"],
    form: Form::Object,
    ..COMMON
};

const GO: Sdk = Sdk {
    form: Form::Functions,
    base_url: &["WithBaseURL", "BaseURL"],
    header: &["WithHeader", "WithHeaderAdd"],
    no_header: &["WithHeaderDel"],
    carrier: &["WithHTTPClient", "WithMiddleware"],
    ..COMMON
};

const JAVA: Sdk = Sdk {
    form: Form::Builder,
    base_url: &["baseUrl"],
    headers: &[
        "headers",
        "putAllHeaders",
        "replaceAllHeaders",
        "additionalHeaders",
        "putAllAdditionalHeaders",
    ],
    header: &["putHeader", "putHeaders", "replaceHeaders", "putAdditionalHeader", "putAdditionalHeaders"],
    no_header: &["removeHeaders", "removeAdditionalHeaders"],
    ..COMMON
};

const ENVIRONMENT: Sdk = Sdk { form: Form::Environment, ..COMMON };

/// The SDKs for Python.
pub(crate) static PYTHON_SDKS: &[Sdk] = &[
    Sdk {
        name: "openai-python",
        constructors: &["OpenAI", "AsyncOpenAI", "Client", "AsyncClient"],
        modules: &["openai"],
        is_module: true,
        project: &["project"],
        with_base_url: OPENAI_VARIABLES,
        base_url_variable: Some("OPENAI_BASE_URL"),
        remedy: "pass `project=\"proj_…\"` to the client",
        ..PYTHON
    },
    Sdk {
        name: "openai-python-bedrock",
        constructors: &["BedrockOpenAI", "AsyncBedrockOpenAI"],
        modules: &["openai"],
        goes: Goes::Itself,
        project: &["project"],
        base_url_variable: Some("AWS_BEDROCK_BASE_URL"),
        remedy: "pass `project=\"proj_…\"` to the client: it ignores `OPENAI_PROJECT_ID`",
        ..PYTHON
    },
    Sdk {
        name: "anthropic-python",
        constructors: &["Anthropic", "AsyncAnthropic"],
        modules: &["anthropic"],
        family: Family::Anthropic,
        with_base_url: ANTHROPIC_VARIABLES,
        base_url_variable: Some("ANTHROPIC_BASE_URL"),
        remedy: "pass `default_headers={\"anthropic-workspace\": \"proj_…\"}` to the client",
        ..PYTHON
    },
    Sdk {
        name: "anthropic-python-mantle",
        constructors: &["AnthropicBedrockMantle", "AsyncAnthropicBedrockMantle"],
        modules: &["anthropic"],
        goes: Goes::Itself,
        family: Family::Anthropic,
        with_provider: ANTHROPIC_VARIABLES,
        base_url_variable: Some("ANTHROPIC_BEDROCK_MANTLE_BASE_URL"),
        remedy: "pass `default_headers={\"anthropic-workspace\": \"proj_…\"}` to the client",
        ..PYTHON
    },
    Sdk {
        name: "langchain-aws",
        constructors: &["ChatOpenAIMantle"],
        modules: &["langchain_aws"],
        goes: Goes::Itself,
        with_provider: OPENAI_VARIABLES,
        remedy: "pass `default_headers={\"OpenAI-Project\": \"proj_…\"}` to the model",
        ..PYTHON
    },
    Sdk {
        name: "langchain-aws-anthropic",
        constructors: &["ChatAnthropicMantle"],
        modules: &["langchain_aws"],
        goes: Goes::Itself,
        family: Family::Anthropic,
        with_provider: ANTHROPIC_VARIABLES,
        remedy: "pass `default_headers={\"anthropic-workspace\": \"proj_…\"}` to the model",
        ..PYTHON
    },
    Sdk {
        name: "langchain-openai",
        constructors: &["ChatOpenAI", "OpenAIEmbeddings"],
        modules: &["langchain_openai", "langchain_community"],
        nested: &["model_kwargs"],
        base_url: &["base_url", "openai_api_base"],
        with_base_url: OPENAI_VARIABLES,
        base_url_variable: Some("OPENAI_BASE_URL"),
        remedy: "pass `default_headers={\"OpenAI-Project\": \"proj_…\"}` to the model",
        ..PYTHON
    },
    Sdk {
        name: "pydantic-ai",
        constructors: &["BedrockMantleProvider"],
        modules: &["pydantic_ai"],
        goes: Goes::Itself,
        instead: &["openai_client"],
        remedy: "pass `openai_client=AsyncBedrockOpenAI(project=\"proj_…\")`: the provider itself cannot name a project",
        ..PYTHON
    },
    Sdk {
        name: "strands",
        constructors: &["OpenAIModel", "OpenAIResponsesModel"],
        modules: &["strands"],
        goes: Goes::IfGiven("bedrock_mantle_config"),
        nested: &["client_args", "bedrock_mantle_config"],
        instead: &["client"],
        project: &["project"],
        with_base_url: OPENAI_VARIABLES,
        with_provider: OPENAI_VARIABLES,
        remedy: "pass `client_args={\"project\": \"proj_…\"}` to the model",
        ..PYTHON
    },
    Sdk {
        name: "litellm",
        constructors: &["completion", "acompletion", "responses", "aresponses"],
        modules: &["litellm"],
        goes: Goes::IfBegins("model", "bedrock_mantle/"),
        first: Some("model"),
        project: &["aws_bedrock_project_id"],
        remedy: "pass `aws_bedrock_project_id=\"proj_…\"` to the call",
        ..PYTHON
    },
];

/// The SDKs for JavaScript and TypeScript.
pub(crate) static JAVASCRIPT_SDKS: &[Sdk] = &[
    Sdk {
        name: "openai-node",
        constructors: &["OpenAI"],
        modules: &["openai"],
        project: &["project"],
        with_base_url: OPENAI_VARIABLES,
        base_url_variable: Some("OPENAI_BASE_URL"),
        remedy: "add `project: \"proj_…\"` to the options of the client",
        ..JAVASCRIPT
    },
    Sdk {
        name: "openai-node-bedrock",
        constructors: &["BedrockOpenAI"],
        modules: &["openai"],
        goes: Goes::Itself,
        project: &["project"],
        with_provider: OPENAI_VARIABLES,
        base_url_variable: Some("AWS_BEDROCK_BASE_URL"),
        remedy: "add `project: \"proj_…\"` to the options of the client",
        ..JAVASCRIPT
    },
    Sdk {
        name: "anthropic-node",
        constructors: &["Anthropic"],
        modules: &["@anthropic-ai/sdk"],
        family: Family::Anthropic,
        with_base_url: ANTHROPIC_VARIABLES,
        base_url_variable: Some("ANTHROPIC_BASE_URL"),
        remedy: "add `defaultHeaders: { \"anthropic-workspace\": \"proj_…\" }` to the options of the client",
        ..JAVASCRIPT
    },
    Sdk {
        name: "anthropic-node-mantle",
        constructors: &["AnthropicBedrockMantle"],
        modules: &["@anthropic-ai/bedrock-sdk"],
        goes: Goes::Itself,
        family: Family::Anthropic,
        with_provider: ANTHROPIC_VARIABLES,
        base_url_variable: Some("ANTHROPIC_BEDROCK_MANTLE_BASE_URL"),
        remedy: "add `defaultHeaders: { \"anthropic-workspace\": \"proj_…\" }` to the options of the client",
        ..JAVASCRIPT
    },
    Sdk {
        name: "vercel-ai",
        constructors: &["createBedrockMantle"],
        modules: &["@ai-sdk/amazon-bedrock"],
        goes: Goes::Itself,
        remedy: "add `headers: { \"OpenAI-Project\": \"proj_…\" }` to the options of `createBedrockMantle`",
        ..JAVASCRIPT
    },
    Sdk {
        name: "vercel-ai-openai",
        constructors: &["createOpenAI"],
        modules: &["@ai-sdk/openai"],
        project: &["project"],
        remedy: "add `project: \"proj_…\"` to the options of `createOpenAI`",
        ..JAVASCRIPT
    },
];

/// The SDKs for Go.
pub(crate) static GO_SDKS: &[Sdk] = &[
    Sdk {
        name: "openai-go",
        constructors: &["NewClient"],
        modules: &["github.com/openai/openai-go"],
        project: &["WithProject"],
        with_base_url: OPENAI_VARIABLES,
        base_url_variable: Some("OPENAI_BASE_URL"),
        remedy: "pass `option.WithProject(\"proj_…\")` to the client",
        ..GO
    },
    Sdk {
        name: "openai-go-bedrock",
        constructors: &["NewClient"],
        modules: &["github.com/openai/openai-go/bedrock"],
        goes: Goes::Itself,
        project: &["WithProject"],
        base_url_variable: Some("AWS_BEDROCK_BASE_URL"),
        remedy: "pass `option.WithProject(\"proj_…\")` to the client: it ignores `OPENAI_PROJECT_ID`",
        ..GO
    },
    Sdk {
        name: "anthropic-go",
        constructors: &["NewClient"],
        modules: &["github.com/anthropics/anthropic-sdk-go"],
        family: Family::Anthropic,
        with_base_url: ANTHROPIC_VARIABLES,
        base_url_variable: Some("ANTHROPIC_BASE_URL"),
        remedy: "pass `option.WithHeader(\"anthropic-workspace\", \"proj_…\")` to the client",
        ..GO
    },
];

/// The SDKs for Java.
pub(crate) static JAVA_SDKS: &[Sdk] = &[
    Sdk {
        name: "openai-java",
        constructors: &["OpenAIOkHttpClient", "OpenAIOkHttpClientAsync"],
        modules: &["com.openai"],
        project: &["project"],
        with_base_url: &["OPENAI_PROJECT_ID", "openai.projectId", "OPENAI_CUSTOM_HEADERS"],
        base_url_variable: Some("OPENAI_BASE_URL"),
        remedy: "call `.project(\"proj_…\")` on the builder",
        ..JAVA
    },
    Sdk {
        name: "openai-java-bedrock",
        constructors: &["BedrockOpenAIOkHttpClient", "BedrockOpenAIOkHttpClientAsync"],
        modules: &["com.openai"],
        goes: Goes::Itself,
        base_url_variable: Some("AWS_BEDROCK_BASE_URL"),
        remedy: "call `.putHeader(\"OpenAI-Project\", \"proj_…\")` on the builder: it ignores `OPENAI_PROJECT_ID`",
        ..JAVA
    },
    Sdk {
        name: "anthropic-java",
        constructors: &["AnthropicOkHttpClient", "AnthropicOkHttpClientAsync"],
        modules: &["com.anthropic"],
        family: Family::Anthropic,
        base_url_variable: Some("ANTHROPIC_BASE_URL"),
        remedy: "call `.putHeader(\"anthropic-workspace\", \"proj_…\")` on the builder",
        ..JAVA
    },
];

/// What configures a client by its environment.
pub(crate) static CONFIGURATIONS: &[Sdk] = &[
    Sdk {
        name: "OPENAI_BASE_URL",
        with_base_url: OPENAI_VARIABLES,
        base_url_variable: Some("OPENAI_BASE_URL"),
        remedy: "set `OPENAI_PROJECT_ID=proj_…` beside it",
        ..ENVIRONMENT
    },
    Sdk {
        name: "AWS_BEDROCK_BASE_URL",
        goes: Goes::Itself,
        with_base_url: OPENAI_VARIABLES,
        base_url_variable: Some("AWS_BEDROCK_BASE_URL"),
        remedy: "name the project where the client is constructed: most Bedrock providers ignore `OPENAI_PROJECT_ID`",
        ..ENVIRONMENT
    },
    Sdk {
        name: "ANTHROPIC_BASE_URL",
        family: Family::Anthropic,
        with_base_url: ANTHROPIC_VARIABLES,
        base_url_variable: Some("ANTHROPIC_BASE_URL"),
        remedy: "set `ANTHROPIC_CUSTOM_HEADERS=\"anthropic-workspace: proj_…\"` beside it",
        ..ENVIRONMENT
    },
    Sdk {
        name: "ANTHROPIC_BEDROCK_MANTLE_BASE_URL",
        family: Family::Anthropic,
        with_base_url: ANTHROPIC_VARIABLES,
        base_url_variable: Some("ANTHROPIC_BEDROCK_MANTLE_BASE_URL"),
        remedy: "set `ANTHROPIC_CUSTOM_HEADERS=\"anthropic-workspace: proj_…\"` beside it",
        ..ENVIRONMENT
    },
];
