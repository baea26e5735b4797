# METADATA
# title: Words of messages
# description: >-
#   Names come from the cloud and lists have any length: a message must stay short enough for one line.
package lib.text

# The names in order, or the first `most` of them and how many more there are.
listed(names, most) := concat(", ", shortened(names)) if count(names) <= most

listed(names, most) := sprintf("%s and %d more", [concat(", ", array.slice(shortened(names), 0, most)), rest]) if {
	rest := count(names) - most
	rest > 0
}

shortened(names) := [short(name, 64) | some name in sort(names)]

# At most so many characters of a name.
short(name, most) := name if count(name) <= most

short(name, most) := sprintf("%s...", [substring(name, 0, most - 3)]) if count(name) > most
