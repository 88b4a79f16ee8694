package people

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"
)

// The index finds all that going through everybody finds: the same customer is asked
// with few contacts, and with so many others that it has an index.
func TestTheIndexLosesNobody(t *testing.T) {
	t.Parallel()
	rules := DefaultRules()
	named := []Contact{
		{Name: "Jürgen Müller"}, {Name: "María de la Cruz Pérez"}, {Name: "Robert Jones", Email: "bobby@acme.com"},
		{Name: "Catherine O'Brien-Smith"}, {Name: "Zhang, Wei Xiao"}, {Name: "Karen Whitfield", Email: "karen.thompson@acme.com"},
	}
	crowd := named
	for i := range 300 {
		crowd = append(crowd, Contact{Name: fmt.Sprintf("Qaa%c%c Xoo%c", 'a'+i%26, 'a'+i/26, 'a'+i%26)})
	}
	small, large := rules.Matcher(Customer{Contacts: named}), rules.Matcher(Customer{Contacts: crowd})
	require.Nil(t, small.index.starts)
	require.NotNil(t, large.index.starts)
	for _, account := range []string{
		"jmueller", "jmuller", "muellerj", "juergen", "juergenm", "jm", "mcruz", "mdelacruz", "maria.perez", "mdlcruz", "rjones",
		"bob.jones", "bobby", "jonesr", "robjon", "rjnoes", "rjoes", "roebrt.jones", "rxjones", "robert.q.jones", "c.obrien", "kate.smith",
		"cobrien-smith", "obriensmithc", "zhangwx", "wxzhang", "wei.zhang", "karent", "kthompson", "adm-rjones", "rjones-ext", "rjones.acme",
	} {
		a, b := small.Match(Query{Account: account}), large.Match(Query{Account: account})
		require.NotEmpty(t, a.Candidates, account)
		require.Equal(t, a, b, account)
	}
}

// The index grows with the number of contacts, not with what they are called.
func TestTheIndexIsLinear(t *testing.T) {
	t.Parallel()
	rules := DefaultRules()
	size := func(contacts int) int {
		all := make([]Contact, contacts)
		for i := range all {
			all[i] = Contact{Name: "Margaret Elizabeth Smith-van der Berg", Email: "m@acme.com"}
		}
		x := rules.Matcher(Customer{Contacts: all}).index
		return len(x.member) + len(x.starts)
	}
	one, ten := size(1_000), size(10_000)
	require.Less(t, ten, 11*one)
	require.Less(t, ten, 300*10_000)
}
