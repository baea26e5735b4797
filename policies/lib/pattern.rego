# METADATA
# title: Names that parameters give by patterns
# description: >-
#   In a pattern * stands for any text, an empty one too; everything else stands for itself.
package lib.pattern

matches(text, patterns) if {
	some pattern in patterns
	regex.match(expression(pattern), text)
}

# The parts between the stars, with what a regular expression would take for something else made plain.
expression(pattern) := sprintf("^%s$", [concat(".*", [plain(part) | some part in split(pattern, "*")])])

plain(part) := regex.replace(part, `[.+?^${}()|\[\]\\]`, `\$0`)
