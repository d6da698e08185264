# SPDX-License-Identifier: MIT
# For tests in a browser: playwright-core and axe-core, as tests/browser/package-lock.json has them, in $BUILD_DIR/browser.
# To be read with `.`; needs $SOURCE_DIR and $BUILD_DIR.

# Installs them when they are not there yet. Fails without node, npm, Chromium, or a registry to get them from.
browser_install() {
  command -v node >/dev/null 2>&1 && command -v npm >/dev/null 2>&1 || return 1
  command -v chromium >/dev/null 2>&1 || command -v chromium-browser >/dev/null 2>&1 || return 1
  cmp -s "$SOURCE_DIR/tests/browser/package-lock.json" "$BUILD_DIR/browser/package-lock.json" &&
    [ -d "$BUILD_DIR/browser/node_modules/axe-core" ] && return 0
  mkdir -p "$BUILD_DIR/browser" &&
    cp "$SOURCE_DIR/tests/browser/package.json" "$SOURCE_DIR/tests/browser/package-lock.json" "$BUILD_DIR/browser/" &&
    (cd "$BUILD_DIR/browser" && timeout 300 npm ci --ignore-scripts --no-audit --no-fund) >"$BUILD_DIR/browser/log" 2>&1
}

# Skips the test where they cannot be had.
browser_needed() {
  browser_install && return
  echo "1..0 # SKIP there is no node, npm or Chromium, or the packages for them could not be fetched"
  exit 77
}
