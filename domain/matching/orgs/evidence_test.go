package orgs_test

import (
	"testing"

	"coresync/domain/matching/orgs"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
)

// one matches a single organization.
func one(customers []orgs.Party, o orgs.Party, e *orgs.Evidence) orgs.Verdict {
	return orgs.NewIndex(rules(), customers).Match([]orgs.Party{o}, nil, e)[0]
}

func TestDevicesSayWhoseOrganizationItIsWithoutAnyName(t *testing.T) {
	t.Parallel()
	customers, o := parties(100, "Wakefield Roofing", "Hooli"), orgs.Party{ID: id(1), Name: "Contoso"}
	e := func(devices, all int) *orgs.Evidence {
		return &orgs.Evidence{
			Devices:    map[orgs.Pair]int{{Organization: o.ID, Customer: id(101)}: devices},
			OrgDevices: map[uuid.UUID]int{o.ID: all},
		}
	}
	v := one(customers, o, e(12, 14))
	require.Equal(t, orgs.Suggested, v.Outcome)
	require.Equal(t, id(101), v.Customer)
	require.Equal(t, "another name, 12 of its 14 devices belong to the customer already", v.Reason)
	require.Equal(t, orgs.None, one(customers, o, e(2, 14)).Outcome)
	require.Equal(t, orgs.None, one(customers, o, e(1, 1)).Outcome, "one device may have been sold")
}

func TestAnEqualNameDoesNotLinkWhereTheDevicesAreAnothers(t *testing.T) {
	t.Parallel()
	o := orgs.Party{ID: id(1), Name: "Wakefield Roofing Ltd"}
	v := one(parties(100, "Wakefield Roofing", "Hooli"), o, &orgs.Evidence{
		Devices: map[orgs.Pair]int{{Organization: o.ID, Customer: id(101)}: 20}, OrgDevices: map[uuid.UUID]int{o.ID: 20},
	})
	require.Equal(t, orgs.Ambiguous, v.Outcome)
	require.Len(t, v.Candidates, 2)
}

func TestADomainOfItsOwnSuggests(t *testing.T) {
	t.Parallel()
	customers := parties(100, "Wakefield Roofing", "Hooli")
	customers[1].Domains = []string{"Hooli.example", "gmail.com"}
	v := one(customers, orgs.Party{ID: id(1), Name: "Contoso", Domains: []string{"hooli.example"}}, nil)
	require.Equal(t, orgs.Suggested, v.Outcome)
	require.Equal(t, "another name, the e-mail domain hooli.example", v.Reason)
	v = one(customers, orgs.Party{ID: id(1), Name: "Contoso", Domains: []string{"gmail.com"}}, nil)
	require.Equal(t, orgs.None, v.Outcome, "everybody has an address there")

	branches := parties(100, "Quimby Dental - Halifax")
	branches[0].Domains = []string{"quimby.example"}
	v = one(branches, orgs.Party{ID: id(1), Name: "Quimby Dental - Windsor", Domains: []string{"quimby.example"}}, nil)
	require.Equal(t, orgs.None, v.Outcome, "branches share a domain")
}

func TestACityTellsNamesakesApart(t *testing.T) {
	t.Parallel()
	customers := parties(100, "Smith Dental Ltd", "Smith Dental Inc")
	customers[0].City, customers[1].City = "Halifax", "Windsor"
	v := one(customers, orgs.Party{ID: id(1), Name: "Smith Dental", City: "WINDSOR"}, nil)
	require.Equal(t, orgs.Suggested, v.Outcome)
	require.Equal(t, id(101), v.Customer)
	require.Equal(t, orgs.Ambiguous, one(customers, orgs.Party{ID: id(1), Name: "Smith Dental"}, nil).Outcome)
}

func TestWhatPeopleDecidedBeforeCounts(t *testing.T) {
	t.Parallel()
	customers, o := parties(100, "Smith Dental Ltd", "Smith Dental Inc", "Hooli"), orgs.Party{ID: id(1), Name: "SMITH DENTAL"}
	v := one(customers, o, &orgs.Evidence{Confirmed: []orgs.NamePair{{Name: "Smith Dental", Customer: id(102)}}})
	require.Equal(t, orgs.Ambiguous, v.Outcome, "two have the name, a third was chosen once")
	v = one(customers, o, &orgs.Evidence{Confirmed: []orgs.NamePair{{Name: "Smith Dental", Customer: id(101)}}})
	require.Equal(t, id(101), v.Customer)
	require.Contains(t, v.Reason, "was mapped to it before")
	v = one(customers[:1], o, &orgs.Evidence{Rejected: []orgs.NamePair{{Name: "Smith Dental", Customer: id(100)}}})
	require.Equal(t, orgs.None, v.Outcome)
	require.Empty(t, v.Candidates)
}
