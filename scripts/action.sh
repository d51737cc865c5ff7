#!/usr/bin/env bash
# What action.yml runs: gets a taglint, runs it once, and gives its results to the runner.
#
# Inputs come as TAGLINT_INPUT_* and are never evaluated, only passed on as single arguments. TAGLINT_BIN names a
# taglint that is there already. It runs on the bash 3.2 of macOS as well.
set -euo pipefail

scratch=$(mktemp -d "${RUNNER_TEMP:-${TMPDIR:-/tmp}}/taglint.XXXXXX")

# Says why nothing can be judged, which is exit 2 as it is for taglint.
fault() {
  # The message is one line of a workflow command.
  local message=${1//'%'/'%25'}
  message=${message//$'\r'/'%0D'}
  message=${message//$'\n'/'%0A'}
  printf '::error title=taglint::%s\n' "$message"
  output status 2
  exit 2
}

# Sets an output. No value here has a line end: it would be the next output.
output() {
  printf '%s=%s\n' "$1" "$2" >>"${GITHUB_OUTPUT:-/dev/null}"
}

# Splits a text at blanks and line ends into `words`; quotes keep blanks, as in a shell. Nothing else has a meaning: a
# backslash is one, as patterns and paths of Windows need it.
split() {
  words=()
  local text=$1 character='' quote='' word='' begun=''
  while [[ -n $text ]]; do
    character=${text:0:1}
    text=${text:1}
    if [[ -n $quote ]]; then
      if [[ $character == "$quote" ]]; then quote=''; else word+=$character; fi
    elif [[ $character == '"' || $character == "'" ]]; then
      quote=$character begun=yes
    elif [[ $character != [[:space:]] ]]; then
      word+=$character begun=yes
    elif [[ -n $begun ]]; then
      words+=("$word")
      word='' begun=''
    fi
  done
  if [[ -n $quote ]]; then
    fault "the input \`$2\` has a quote that is never closed"
  fi
  if [[ -n $begun ]]; then
    words+=("$word")
  fi
}

# The target that release archives are named after.
target() {
  case "${RUNNER_OS:-$(uname -s)}-${RUNNER_ARCH:-$(uname -m)}" in
    Linux-X64 | Linux-x86_64) echo x86_64-unknown-linux-musl ;;
    Linux-ARM64 | Linux-aarch64) echo aarch64-unknown-linux-musl ;;
    macOS-X64 | Darwin-x86_64) echo x86_64-apple-darwin ;;
    macOS-ARM64 | Darwin-arm64) echo aarch64-apple-darwin ;;
    Windows-X64) echo x86_64-pc-windows-msvc ;;
  esac
}

# An address without the name and password in it, which are for its host alone and shown nowhere.
without_userinfo() {
  local rest=${1#*://}
  local authority=${rest%%[/?#\\]*}
  printf '%s://%s%s' "${1%%://*}" "${authority##*@}" "${rest#"$authority"}"
}

# Downloads a file; prints the HTTP status, or nothing where there was no answer. To another host that an answer leads
# to, curl sends no password.
download() {
  curl --silent --show-error --location --proto '=https,http' --proto-redir '=https' --retry 3 \
    --connect-timeout 20 --output "$2" --write-out '%{http_code}' "$1" || true
}

# A path of Windows stays out of the arguments of sha256sum and tar: a backslash is escaped, a colon ends a host.
digest() {
  if command -v sha256sum >/dev/null; then
    sha256sum
  else
    shasum -a 256
  fi <"$1" | cut -d ' ' -f 1
}

# The version that the checkout of the action would build.
own_version() {
  sed -n 's/^version = "\(.*\)"$/\1/p' "$GITHUB_ACTION_PATH/Cargo.toml" | head -n 1
}

# Gets the released binary of a version; fails where there is none.
install_release() {
  local version=$1 archive base shown status
  archive="taglint-$(target).tar.gz"
  base=${TAGLINT_RELEASES:-${GITHUB_SERVER_URL:-https://github.com}/${TAGLINT_REPOSITORY:-}/releases/download}
  shown=$(without_userinfo "$base")
  case $shown in
    https://*//*) return 1 ;; # the repository of the action is unknown
    https://*) ;;
    *)
      if [[ ! $shown =~ ^http://127\.0\.0\.1:[0-9]+(/|$) ]]; then
        fault "releases are downloaded by https, and not from \`$shown\`"
      fi
      ;;
  esac
  if [[ $archive == taglint-.tar.gz ]]; then
    return 1
  fi
  status=$(download "$base/v$version/$archive" "$scratch/$archive")
  case $status in
    200) ;;
    404) return 1 ;;
    *) fault "\`$shown/v$version/$archive\` cannot be downloaded (status ${status:-none})" ;;
  esac
  status=$(download "$base/v$version/$archive.sha256" "$scratch/$archive.sha256")
  if [[ $status != 200 ]]; then
    fault "\`$archive\` has no checksum (status ${status:-none})"
  fi
  if [[ $(cut -d ' ' -f 1 "$scratch/$archive.sha256") != $(digest "$scratch/$archive") ]]; then
    fault "\`$archive\` of version $version is not what its checksum says"
  fi
  mkdir -p "$scratch/bin"
  if ! (cd "$scratch/bin" && tar -xzf -) <"$scratch/$archive"; then
    fault "\`$archive\` of version $version cannot be unpacked"
  fi
  echo "taglint $version for $(target), its checksum verified"
}

# Builds the checkout of the action.
build() {
  if ! command -v cargo >/dev/null; then
    fault "there is no released taglint $1 for this runner, and no cargo to build it"
  fi
  echo "::group::build taglint $1"
  local folder=${RUNNER_TEMP:-$scratch}/taglint-build
  cargo build --release --locked --manifest-path "$GITHUB_ACTION_PATH/Cargo.toml" --target-dir "$folder" ||
    fault "taglint $1 cannot be built: see the log"
  echo "::endgroup::"
  mkdir -p "$scratch/bin"
  local ending=
  if [[ ${RUNNER_OS:-} == Windows ]]; then
    ending=.exe
  fi
  cp "$folder/release/taglint$ending" "$scratch/bin/"
}

# Sets `taglint` to the binary, and puts it on the path of later steps.
install() {
  if [[ -n ${TAGLINT_BIN:-} ]]; then
    taglint=$TAGLINT_BIN
    return
  fi
  local own version
  own=$(own_version)
  version=${TAGLINT_INPUT_VERSION:-$own}
  version=${version#v}
  if [[ $version == source ]]; then
    build "$own"
  elif [[ ! $version =~ ^[0-9]+\.[0-9]+\.[0-9]+(-[0-9A-Za-z.-]+)?$ ]]; then
    fault "the input \`version\` is a version such as $own, or \`source\`"
  elif ! install_release "$version"; then
    if [[ $version != "$own" ]]; then
      fault "there is no released taglint $version for this runner, and this action would build $own"
    fi
    build "$own"
  fi
  taglint=$scratch/bin/taglint
  echo "$scratch/bin" >>"${GITHUB_PATH:-/dev/null}"
}

# Runs taglint, once; sets `status`. What it prints is for people, and no command to the runner.
check() {
  local words arguments token
  arguments=("--fail-on=${TAGLINT_INPUT_FAIL_ON:-error}")
  arguments+=("--output=json=$scratch/report.json" "--output=markdown=$scratch/summary.md")
  arguments+=("--output=github=$scratch/annotations")
  if [[ -n $sarif ]]; then
    mkdir -p "$(dirname -- "$sarif")"
    arguments+=("--output=sarif=$sarif")
  fi
  if [[ -n ${TAGLINT_INPUT_POLICY:-} ]]; then
    arguments+=("--policy=$TAGLINT_INPUT_POLICY")
  fi
  if [[ -n ${TAGLINT_INPUT_BASELINE:-} ]]; then
    arguments+=("--baseline=$TAGLINT_INPUT_BASELINE")
  fi
  split "${TAGLINT_INPUT_ARGS:-}" args
  arguments+=(${words[@]+"${words[@]}"})
  split "${TAGLINT_INPUT_PATHS:-.}" paths
  arguments+=(-- ${words[@]+"${words[@]}"})
  token=$(od -An -N 16 -t x1 /dev/urandom | tr -d ' \n')
  echo "::stop-commands::$token"
  status=0
  "$taglint" check "${arguments[@]}" 2>&1 || status=$?
  echo "::$token::"
}

# A number of the summary, which stands in the report before anything that users wrote.
number() {
  sed -n -e '/"findings"/q' -e "s/^ *\"$1\": \([0-9][0-9]*\),\{0,1\}\$/\1/p" "$scratch/report.json" | head -n 1
}

report() {
  local told=
  if [[ -e $scratch/report.json ]]; then
    output errors "$(number error)"
    output warnings "$(number warning)"
    output notes "$(number note)"
    output projects "$(number projects)"
    output compliant "$(number compliant)"
    if [[ -n $sarif ]]; then
      output sarif-file "$sarif"
    fi
  fi
  # Where nothing was checked, these say why, at the line of the policy that is wrong.
  if [[ -e $scratch/summary.md ]]; then
    cat "$scratch/summary.md" >>"${GITHUB_STEP_SUMMARY:-/dev/null}"
  fi
  if [[ $annotations == true && -s $scratch/annotations ]]; then
    cat "$scratch/annotations"
    told=yes
  fi
  case $status in
    0 | 1) ;;
    3) echo "::error title=taglint::something could not be looked at: see the log" ;;
    *)
      if [[ -z $told ]]; then
        echo "::error title=taglint::nothing was checked: see the log"
      fi
      ;;
  esac
  output status "$status"
}

sarif=${TAGLINT_INPUT_SARIF_FILE:-}
if [[ $sarif == *[$'\r\n']* ]]; then
  fault "the input \`sarif-file\` is one path"
fi
annotations=${TAGLINT_INPUT_ANNOTATIONS:-true}
if [[ $annotations != true && $annotations != false ]]; then
  fault "the input \`annotations\` is \`true\` or \`false\`"
fi
install
check
report
exit "$status"
