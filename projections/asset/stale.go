package asset

import (
	"strings"

	rule "coresync/domain/asset"
	"coresync/domain/rules"
)

// stale tells which records their own events make otherwise after changes of rules.
// The ladder is climbed anew for all of them in any case.
func stale(changes []rules.Change) func(*Row) bool {
	var tests []func(*Row) bool
	classes, serials := make(map[string]bool), make(map[string]bool)
	for _, c := range changes {
		part, member, entry := pointed(c.Pointer)
		switch {
		case part != "asset":
			continue // no record is folded by it
		case member == "categories" && entry != "":
			classes[entry] = true
		case member == "junk_serials" && entry != "":
			serials[entry] = true
		case member == "show_pending":
			tests = append(tests, func(row *Row) bool { return row.Approval == "PENDING" })
		case member == "identity": // which network cards make no machine known
			tests = append(tests, func(row *Row) bool { return row.SerialKey == "" || row.Virtual })
		case member == "precedence": // what people decided is weighed
		default:
			return func(*Row) bool { return true }
		}
		if len(tests) == 0 {
			tests = append(tests, func(row *Row) bool { return row.State != nil })
		}
	}
	if len(tests) == 0 {
		return nil
	}
	return func(row *Row) bool {
		// A row with a state holds other values than its record gave, so it is not judged by them.
		if row.State != nil || classes[row.NodeClass] {
			return true
		}
		if len(serials) > 0 && (serials[rule.SerialKey(row.SystemSerial)] || serials[rule.SerialKey(row.BIOSSerial)]) {
			return true
		}
		for _, is := range tests {
			if is(row) {
				return true
			}
		}
		return false
	}
}

// pointed takes a pointer to a rule apart; what is deeper than an entry belongs to it.
func pointed(pointer string) (part, member, entry string) {
	parts := strings.SplitN(strings.TrimPrefix(pointer, "/"), "/", 4)
	for i, to := range []*string{&part, &member, &entry} {
		if i < len(parts) {
			*to = strings.ReplaceAll(strings.ReplaceAll(parts[i], "~1", "/"), "~0", "~")
		}
	}
	return part, member, entry
}
