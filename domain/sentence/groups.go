package sentence

import (
	"strings"
	"unicode"

	"coresync/domain/event"
)

// group is an area of what happens, with the types that are of it.
type group struct {
	word    string
	entries []entry
}

// groups are the areas in the order in which people are shown them.
var groups = []group{
	{"Devices in NinjaOne", deviceEntries},
	{"Organizations, accounts and roles in NinjaOne", ninjaEntries},
	{"Syncs", syncEntries},
	{"Connections", connectionEntries},
	{"Assets", assetEntries},
	{"Who uses an asset, and replacement", useEntries},
	{"Mapping and rules", mappingEntries},
	{"Customers, contacts, contracts and tickets", directoryEntries},
	{"Links of contacts", linkEntries},
	{"Changes of access", accessEntries},
	{"Apps and reviews", governEntries},
	{"Sign-ins, people and API tokens", doorEntries},
	{"Links for auditors", auditorEntries},
	{"Privacy", privacyEntries},
	{"What is sent outside, and the log", outwardEntries},
}

// Group is an area of what happens with its types.
type Group struct {
	Word  string
	Types []event.Type
}

// Groups lists the areas of all types.
func Groups() []Group {
	out := make([]Group, len(groups))
	for i, g := range groups {
		out[i].Word = g.word
		for _, e := range g.entries {
			out[i].Types = append(out[i].Types, e.of)
		}
	}
	return out
}

// TypeWord is a type of events as people read it: "Device observed".
func TypeWord(t event.Type) string {
	if word, is := typeWords[t]; is {
		return word
	}
	var b strings.Builder
	for i, r := range string(t) {
		if i > 0 && unicode.IsUpper(r) {
			b.WriteByte(' ')
			r = unicode.ToLower(r)
		}
		b.WriteRune(r)
	}
	return b.String()
}

// typeWords are those whose names are those of NinjaOne, or short.
var typeWords = map[event.Type]string{
	"OrgObserved": "Organization observed", "OrgVanished": "Organization vanished", "UserObserved": "NinjaOne account observed", "UserVanished": "NinjaOne account vanished",
	"ContactObserved": "NinjaOne contact observed", "ContactVanished": "NinjaOne contact vanished", "SignInFailed": "Sign-in failed", "DeviceUserObserved": "Last user observed",
	"AccessSyncCompleted": "Sync of access completed", "AccessSyncFailed": "Sync of access failed",
}
