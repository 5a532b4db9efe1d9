#!/bin/sh
# Installs Mediary from this copy of the repository into a folder. The image and its test run it.
set -eu
target=$1
cd "$(dirname "$0")/../.."
node scripts/package.js
# The image has Node 24 itself, so the optional package that brings it is left out.
npm install --global --prefix "$target" --omit=optional --prefer-offline --no-audit --no-fund ./dist/mediary-*.tgz
cp deploy/image/is-ready.js "$target/"
