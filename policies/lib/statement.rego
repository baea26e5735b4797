# METADATA
# title: Statements of a policy document and entries of an ACL, as facts name them
# description: >-
#   A fact names a statement by its index from 0 and its Sid, if it has one.
package lib.statement

import data.lib.text

# The sub-key of a finding: the Sid where no other statement bears it, else the index.
key(statement, statements) := statement.Sid if has_own_sid(statement, statements)

key(statement, statements) := sprintf("%d", [statement.Index]) if {
	not has_own_sid(statement, statements)
	not statement.Source == "acl"
}

# The ACL and the policy both count from 0.
key(statement, _) := sprintf("acl/%d", [statement.Index]) if statement.Source == "acl"

# What a message calls it.
name(statement, statements) := sprintf("statement %s", [text.short(key(statement, statements), 40)]) if {
	not statement.Source == "acl"
}

name(statement, _) := sprintf("ACL entry %d", [statement.Index]) if statement.Source == "acl"

# A Sid that reads like an index, or like an ACL's key, could be taken for another statement.
has_own_sid(statement, statements) if {
	statement.Sid != ""
	trim(trim_prefix(statement.Sid, "acl/"), "0123456789") != ""
	bearers := {other.Index | some other in statements; other.Sid == statement.Sid}
	count(bearers) == 1
}
