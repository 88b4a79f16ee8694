package people_test

import (
	"strings"
	"testing"

	"coresync/domain/matching/people"

	"github.com/stretchr/testify/require"
)

// Names and accounts come from outside: whatever they hold, a verdict comes, quickly,
// and keeps its promises.
func FuzzMatch(f *testing.F) {
	long := strings.Repeat("Ana Maria ", 1000)
	for _, seed := range [][3]string{
		{"John Smith", "jsmith@acme.com", `ACME\jsmith`},
		{"", "", ""}, {",,,", "@", `\`}, {"-'-", "a@", "@b"}, {"(((", "x@y@z", `a\b/c@d#e`},
		{"محمد علي", "m@acme.com", "محمد.علي"}, {"👩‍💻 Ada", "ada@acme.com", "👩‍💻"}, {long, long, long},
		{"p\u0430ul", "", "paul"}, {"\u202eevil", "", "\u202eevil"}, {"\xff\xfe", "\xff@\xfe", "\xff"},
		{"ﬁona Ｗide", "", "fiona.wide"}, {"Dr. Jr", "", "drjr"}, {"van der", "", "vander"}, {"aaaaaaaaaaaaaaaaaaaaaaaaaaa aaaaa aa a", "", "aaaaaaaaaaaaaaaaaaaaaaaaaa"},
		{"İı", "", "ii"}, {"ü", "", "ue"}, {"A B C D E F G H I J", "", "abcdefghij"}, {"Ann Lee", "", "ann.lee" + strings.Repeat(".", 70)},
		{"Ann Lee", "", "guest_x.com#EXT#@t"}, {"Ann Lee", "", "live.com#ann@lee.com"}, {"Ann Lee", "", "a-b-c-d.e_f g"},
	} {
		f.Add(seed[0], seed[1], seed[2])
	}
	rules := people.DefaultRules()
	f.Fuzz(func(t *testing.T, name, email, account string) {
		all := []people.Contact{
			{ID: id(0), Name: name, Email: email}, {ID: id(1), Name: name, Email: email}, {ID: id(2), Name: account, Email: account},
			{ID: id(3), Name: "John Smith", Email: "jsmith@acme.com"},
		}
		for i := range 30 { // enough for an index
			all = append(all, people.Contact{ID: id(10 + i), Name: "Zed Zulu", Email: name})
		}
		for _, contacts := range [][]people.Contact{all[:4], all} {
			m := rules.Matcher(people.Customer{Contacts: contacts, Accounts: []string{account, name, email}, Technicians: []string{email}})
			for _, asked := range []string{account, name, email} {
				v := m.Match(people.Query{Account: asked, OwnerEmail: email, OwnerName: name})
				require.NotEmpty(t, v.Reason())
				if best, ok := v.Best(); ok {
					require.GreaterOrEqual(t, best.Percent, 60)
					require.LessOrEqual(t, best.Percent, 100)
					require.False(t, best.Contact == id(0) || best.Contact == id(1), "two contacts alike")
				}
			}
		}
	})
}
