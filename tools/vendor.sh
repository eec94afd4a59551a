#!/bin/sh
# Builds the front-end files that Heed commits under consult/static/vendor/, so that nobody else needs node.
# It refuses any version but those of tools/vendor/package-lock.json, and any GOV.UK font, crest or crown.
#
#   tools/vendor.sh          build, check, and report the compressed sizes
#
# Needs node 20 or newer with npm. Commit what changes.
set -eu

root=$(CDPATH= cd -- "$(dirname -- "$0")/.." && pwd)
source="$root/tools/vendor"
out="$root/consult/static/vendor"
version() { node -p "require('./node_modules/$1/package.json').version"; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

cp "$source/package.json" "$source/package-lock.json" "$source/consult.scss" "$work/"
cd "$work"
npm ci --ignore-scripts --no-audit --no-fund --silent

govuk=node_modules/govuk-frontend/dist/govuk
node_modules/.bin/sass --no-source-map --no-charset --style=compressed --load-path=node_modules consult.scss consult.css
# Left and right change places for scripts read from the right; layouts choose the sheet by the page's direction.
node_modules/.bin/rtlcss --silent consult.css consult.rtl.css

if grep -q -i -E 'GDS Transport|govuk-crest|/assets/fonts|opengraph|url\(' consult.css consult.rtl.css; then
    echo "tools/vendor.sh: the style sheet still asks for a GOV.UK asset" >&2
    exit 1
fi

rm -rf "$out"
mkdir -p "$out"
cp consult.css consult.rtl.css "$out/"
# Scripts carry their version in the name: one script can then import another by a path that never goes stale.
# The source map is not shipped, so the line that points to it goes too.
sed 's|//# sourceMappingURL=.*$||' "$govuk/govuk-frontend.min.js" >"$out/govuk-frontend-$(version govuk-frontend).min.js"
cp node_modules/sortablejs/Sortable.min.js "$out/sortable-$(version sortablejs).min.js"
cp "$source/licence-govuk-frontend.txt" "$out/govuk-frontend.LICENCE.txt"
cp node_modules/sortablejs/LICENSE "$out/sortable.LICENCE.txt"

for file in "$out"/*.css "$out"/*.js; do
    printf '%8d bytes, %6d compressed  %s\n' \
        "$(wc -c <"$file")" "$(gzip -9 -n -c "$file" | wc -c)" "$(basename "$file")"
done
