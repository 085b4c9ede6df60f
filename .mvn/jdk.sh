# Sourced by ./mvnw and ./diptych: points JAVA_HOME at a JDK 25 or newer, whatever `java` is the default.

# Prints the feature release of the JDK in folder $1 ("25"), or nothing where there is no full JDK.
diptych_jdk_release() {
  [ -x "$1/bin/java" ] && [ -x "$1/bin/javac" ] && [ -f "$1/release" ] || return 0
  sed -n 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' "$1/release"
}

# Prints the first folder that holds JDK 25; failing that, the first that holds a newer one.
diptych_find_jdk() {
  newer=""
  path_java=$(command -v java 2>/dev/null || true)
  path_home=""
  if [ -n "$path_java" ]; then
    path_home=$(dirname "$(dirname "$(readlink -f "$path_java" 2>/dev/null || echo "$path_java")")")
  fi
  for home in "${JAVA_HOME:-}" "${JAVA_25_HOME:-}" "${JAVA_HOME_25_X64:-}" "${JAVA_HOME_25_ARM64:-}" "$path_home" \
    /usr/lib/jvm/* /usr/java/* /opt/java/* /opt/jdk* \
    "$HOME"/.sdkman/candidates/java/* "$HOME"/.jdks/* "$HOME"/.asdf/installs/java/* "$HOME"/.local/share/mise/installs/java/* \
    /Library/Java/JavaVirtualMachines/*/Contents/Home "$HOME"/Library/Java/JavaVirtualMachines/*/Contents/Home \
    /opt/homebrew/opt/openjdk@25/libexec/openjdk.jdk/Contents/Home; do
    [ -n "$home" ] || continue
    release=$(diptych_jdk_release "$home")
    [ -n "$release" ] || continue
    if [ "$release" -eq 25 ]; then
      printf '%s\n' "$home"
      return 0
    fi
    if [ "$release" -gt 25 ] && [ -z "$newer" ]; then newer=$home; fi
  done
  printf '%s\n' "$newer"
}

diptych_jdk=$(set +f; diptych_find_jdk)
if [ -z "$diptych_jdk" ]; then
  echo "Diptych needs a JDK 25 and found none: install one (for example Eclipse Temurin 25 from https://adoptium.net) or set JAVA_HOME to it." >&2
  exit 4
fi
JAVA_HOME=$diptych_jdk
export JAVA_HOME
