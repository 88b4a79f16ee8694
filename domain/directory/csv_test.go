package directory_test

import (
	"errors"
	"strings"
	"testing"

	"coresync/domain/directory"
	"coresync/domain/event"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
)

var tenant = uuid.MustParse("5f0d3c1e-0000-4000-8000-000000000001")

func read(kind directory.Kind, text string) ([]directory.Entry, error) {
	return directory.Read(kind, tenant, strings.NewReader(text))
}

func TestReadCustomers(t *testing.T) {
	t.Parallel()
	entries, err := read(directory.Customers, "\xef\xbb\xbfName;external_id;domains\r\n Müller & Söhne GmbH ;C-1;mueller.de, @MUELLER.com\r\n")
	require.NoError(t, err)
	require.Len(t, entries, 1)
	require.Equal(t, 2, entries[0].Line)
	require.Equal(t, &event.CustomerRecorded{
		ID: directory.ID(tenant, directory.Customers, "C-1"), ExternalID: "C-1",
		Name: "Müller & Söhne GmbH", Domains: []string{"mueller.de", "mueller.com"},
	}, entries[0].Payload)
}

func TestAllFaultsOfAFileAreToldTogether(t *testing.T) {
	t.Parallel()
	_, err := read(directory.Contacts, "external_id,customer_external_id,name,email\n"+
		"1,,Kim,not an address\n2,C-1,,\n2,C-1,Sam,sam@example.test\n3,C-1\n4,C-1,\xff,\n")
	var faults *directory.FaultsError
	require.ErrorAs(t, err, &faults)
	var told []string
	for _, f := range faults.Faults {
		told = append(told, f.String())
	}
	require.Equal(t, []string{
		"line 5: 2 values for 4 columns",
		"line 2, customer_external_id: is missing",
		"line 2, email: is not an e-mail address",
		"line 3, name: is missing",
		`line 4, external_id: "2" is on line 3 already`,
		"line 6, name: is not UTF-8; save the file as UTF-8",
	}, told)
}

func TestHeaderFaults(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ name, text, fault string }{
		{"Empty", "", "it is empty; the first line names the columns external_id,name,number,domains,city"},
		{"Unknown", "external_id,name,colour\n", "line 1, colour: unknown column; known are external_id, name, number, domains, city"},
		{"Missing", "external_id\n", "line 1, name: the column is missing"},
		{"Twice", "external_id,name,name\n", "line 1, name: the column is there twice"},
		{"Quotes", "external_id,name\n1,\"Acme\n", `line 2: extraneous or missing " in quoted-field`},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			_, err := read(directory.Customers, c.text)
			var faults *directory.FaultsError
			require.ErrorAs(t, err, &faults)
			require.Equal(t, c.fault, faults.Faults[0].String())
		})
	}
}

func TestContractsEndAfterTheyStart(t *testing.T) {
	t.Parallel()
	_, err := read(directory.Contracts, "external_id,customer_external_id,name,start,end\n1,C,Care,2026-02-01,2026-01-31\n2,C,Care,31.01.2026,\n")
	require.ErrorContains(t, err, "line 2, end: is before the start")
	require.ErrorContains(t, err, "line 3, start: is not a date like 2026-12-31")
}

func FuzzRead(f *testing.F) {
	f.Add("external_id,name\n1,Acme\n")
	f.Add("external_id;name;domains\n1;\"A;B\";x.com\n")
	f.Fuzz(func(t *testing.T, text string) {
		for _, kind := range directory.Kinds() {
			entries, err := read(kind, text)
			var faults *directory.FaultsError
			if err != nil && !errors.As(err, &faults) {
				t.Fatalf("%s: an error without faults: %v", kind, err)
			}
			ids := make(map[uuid.UUID]bool)
			for _, e := range entries {
				if ids[e.ID] || e.ExternalID == "" {
					t.Fatalf("%s: two entries of one id, or an empty one", kind)
				}
				ids[e.ID] = true
			}
		}
	})
}
