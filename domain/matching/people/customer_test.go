package people_test

import (
	"slices"
	"testing"

	"coresync/domain/matching/people"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
)

// CON-15: NinjaOne's assigned owner is a better source than the last logon.
func TestTheAssignedOwnerComesFirst(t *testing.T) {
	t.Parallel()
	m := people.DefaultRules().Matcher(people.Customer{Contacts: acme})
	for _, c := range []struct {
		query people.Query
		name  string
		form  people.Form
	}{
		{people.Query{Account: "rjones", OwnerEmail: "JSmith@acme.com"}, "John Smith", people.Owner},
		{people.Query{Account: "Administrator", OwnerEmail: "jsmith@acme.com"}, "John Smith", people.Owner},
		{people.Query{Account: "rjones", OwnerName: "Smith, John"}, "John Smith", people.OwnerName},
		{people.Query{Account: "rjones", OwnerEmail: "gone@acme.com", OwnerName: "Gone Person"}, "Robert Jones", people.InitialLast},
		{people.Query{Account: "rjones", OwnerName: "Jones"}, "Robert Jones", people.InitialLast},
	} {
		v := m.Match(c.query)
		best, ok := v.Best()
		require.True(t, ok, "%+v", c.query)
		require.Equal(t, c.name, name(acme, best.Contact))
		require.Equal(t, c.form.String(), best.Form.String())
		require.Equal(t, people.High, v.Outcome)
	}
}

// Two contacts of the owner's name leave the question to the last user.
func TestAnOwnerOfTwoContactsNameDecidesNothing(t *testing.T) {
	t.Parallel()
	all := contacts([2]string{"Ann Lee", ""}, [2]string{"Lee, Ann", ""}, [2]string{"Bo Moe", ""})
	m := people.DefaultRules().Matcher(people.Customer{Contacts: all})
	v := m.Match(people.Query{Account: "bmoe", OwnerName: "Ann Lee"})
	best, ok := v.Best()
	require.True(t, ok)
	require.Equal(t, "Bo Moe", name(all, best.Contact))
}

// CON-15: an account seen on many devices is flagged, however it is spelt there.
func TestAnAccountOnManyDevicesIsShared(t *testing.T) {
	t.Parallel()
	few := []string{"jsmith", `ACME\JSMITH`, "jsmith@acme.com", `ACME\jsmith`, "jsmith"}
	rules := people.DefaultRules()
	v := rules.Matcher(people.Customer{Contacts: acme, Accounts: few}).Match(people.Query{Account: "jsmith"})
	require.Equal(t, people.High, v.Outcome)
	require.Equal(t, 5, v.Devices)
	v = rules.Matcher(people.Customer{Contacts: acme, Accounts: append(few, `.\jsmith`)}).Match(people.Query{Account: "jsmith"})
	require.Equal(t, people.Shared, v.Kind)
	require.Equal(t, people.NoSuggestion, v.Outcome)
	require.Equal(t, "shared or service account, last user of 6 devices", v.Reason())
	require.NotEmpty(t, v.Candidates, "a person may still choose")
}

func TestTechniciansAreNotSuggested(t *testing.T) {
	t.Parallel()
	m := people.DefaultRules().Matcher(people.Customer{Contacts: acme, Technicians: []string{"Tess@msp.com", "jsmith@msp.com"}})
	for query, want := range map[people.Query]people.Kind{
		{Account: "tess@msp.com"}:                       people.Technician,
		{Account: `MSP\tess`}:                           people.Technician,
		{Account: "jsmith@msp.com"}:                     people.Technician,
		{Account: "jsmith"}:                             people.Person, // a contact, as far as anybody knows
		{Account: "jsmith", OtherCustomers: 1}:          people.Technician,
		{Account: "jsmith@acme.com"}:                    people.Person,
		{Account: "rjones@acme.com", OtherCustomers: 3}: people.Shared,
	} {
		v := m.Match(query)
		require.Equal(t, want.String(), v.Kind.String(), "%+v", query)
		require.Equal(t, want == people.Person, v.Outcome >= people.Suggested, "%+v", query)
	}
}

// What most accounts of a customer look like settles what would be a tie, and raises
// forms that are worth little otherwise.
func TestTheCustomersHabitIsLearned(t *testing.T) {
	t.Parallel()
	all := contacts(
		[2]string{"Martin Allen", ""}, [2]string{"Martina Berg", ""}, [2]string{"Paul Carter", ""}, [2]string{"Ruth Dole", ""},
		[2]string{"Susan Early", ""}, [2]string{"Olga Frost", ""}, [2]string{"Vera Gold", ""}, [2]string{"Willa Hart", ""},
		[2]string{"Xenia Ivory", ""},
	)
	rules := people.DefaultRules()
	tied := rules.Matcher(people.Customer{Contacts: all}).Match(people.Query{Account: "martina"})
	require.Equal(t, people.Tie, tied.Outcome)

	firstInitial := []string{"paulc", "ruthd", `ACME\susane`, "olgaf", "verag", "willah"}
	v := rules.Matcher(people.Customer{Contacts: all, Accounts: firstInitial}).Match(people.Query{Account: "martina"})
	best, ok := v.Best()
	require.True(t, ok, "%+v", v)
	require.Equal(t, "Martin Allen", name(all, best.Contact))
	require.True(t, best.Usual)
	require.Contains(t, best.Reason(), "as most accounts of this customer")

	firstOnly := []string{"paul", "ruth", "susan", "olga", "vera", "willa"}
	v = rules.Matcher(people.Customer{Contacts: all, Accounts: firstOnly}).Match(people.Query{Account: "martina"})
	best, ok = v.Best()
	require.True(t, ok, "%+v", v)
	require.Equal(t, "Martina Berg", name(all, best.Contact))
}

// Initials are too little, unless the customer's addresses are made of them.
func TestAddressesTeachTheHabitToo(t *testing.T) {
	t.Parallel()
	rules := people.DefaultRules()
	v := rules.Matcher(people.Customer{Contacts: contacts([2]string{"Dawid Gorecki", ""}, [2]string{"Zoe Katz", ""})}).Match(people.Query{Account: "dgo"})
	require.Equal(t, people.NoSuggestion, v.Outcome)
	all := contacts([2]string{"Dawid Gorecki", ""}, [2]string{"Zoe Katz", ""})
	for i, c := range [][2]string{{"Jan Palider", "jpa"}, {"Lukas Majcz", "lma"}, {"Mac Bielski", "mbi"}, {"Rad Biernacki", "rbi"},
		{"Stan Kardach", "ska"}, {"Tom Duszynski", "tdu"}, {"Adam Ostrow", "aos"}, {"Ewa Nowak", "eno"}, {"Piotr Zimny", "pzi"}, {"Ula Wrona", "uwr"}} {
		all = append(all, people.Contact{ID: id(10 + i), Name: c[0], Email: c[1] + "@half.com"})
	}
	v = rules.Matcher(people.Customer{Contacts: all}).Match(people.Query{Account: "dgo"})
	best, ok := v.Best()
	require.True(t, ok, "%+v", v)
	require.Equal(t, "Dawid Gorecki", name(all, best.Contact))
}

// Contacts of a free mail provider are the customer's, their addresses aren't its domain.
func TestAFreeMailAddressIsNoDomainOfTheCustomer(t *testing.T) {
	t.Parallel()
	all := contacts([2]string{"Ann Lee", "golfdude48@gmail.com"}, [2]string{"Bo Moe", "bo.moe@acme.com"})
	v := match(all, "golfdude48")
	require.Equal(t, people.Suggested, v.Outcome)
	require.Equal(t, people.LocalPartElsewhere, v.Candidates[0].Form)
	v = match(all, "bo.moe@other.com") // who knows who that is
	require.NotEqual(t, people.High, v.Outcome)
}

func TestAccountKeyIsTheSameForEverySpelling(t *testing.T) {
	t.Parallel()
	keys := []string{people.AccountKey(" ACME\\JÜrgen"), people.AccountKey("acme\\ju\u0308rgen "), people.AccountKey("acme\\jürgen")}
	require.Len(t, slices.Compact(keys), 1)
	require.Empty(t, people.AccountKey("  "))
}

// An MSP logs on with a second account of its people, or with one of its own name.
func TestTheMSPsOwnAccountsAreTechnicians(t *testing.T) {
	t.Parallel()
	m := people.DefaultRules().Matcher(people.Customer{
		Contacts:    []people.Contact{{ID: uuid.New(), Name: "Jane Doe", Email: "jane.doe@acme.test"}, {ID: uuid.New(), Name: "Rob North", Email: "northgate@acme.test"}},
		Technicians: []string{"ffreeman@northgate-it.test", "someone@gmail.com"},
	})
	for account, want := range map[string]people.Kind{
		`ACME\ffreeman-adm`: people.Technician, `ACME\ffreeman`: people.Technician, `ACME\northgate-it`: people.Technician,
		`ACME\gmail`: people.Person, `ACME\jdoe-adm`: people.Person, "northgate@acme.test": people.Person,
	} {
		v := m.Match(people.Query{Account: account})
		require.Equal(t, want, v.Kind, account)
	}
	v := m.Match(people.Query{Account: `ACME\northgate`})
	require.Equal(t, people.Person, v.Kind, "a contact has this address")
}
