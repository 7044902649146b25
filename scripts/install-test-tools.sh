#!/bin/sh
# Installs what the browser tests need and npm does not bring: Debian's Chromium. Run once, as root.
set -eu

if command -v chromium >/dev/null 2>&1; then
  echo "chromium is there: $(chromium --version 2>/dev/null || true)"
  exit 0
fi
export DEBIAN_FRONTEND=noninteractive
apt-get update
apt-get install --yes --no-install-recommends chromium fonts-dejavu-core
