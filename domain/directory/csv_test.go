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
	f, err := directory.Read(kind, tenant, strings.NewReader(text))
	if err != nil {
		return nil, err
	}
	return f.Entries, f.Err()
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
		"line 2, customer_external_id: is missing",
		"line 2, email: is not an e-mail address",
		"line 3, name: is missing",
		`line 4, external_id: "2" is on line 3 already`,
		"line 5: 2 values for 4 columns",
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
			if faults != nil {
				wholeRows(t, faults)
				continue
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

// wholeRows looks whether refused rows are what people can mend: each has all columns, and each
// fault is told once.
func wholeRows(t *testing.T, e *directory.FaultsError) {
	t.Helper()
	columns, rows := e.Rows()
	lines := make(map[int]bool)
	for _, f := range e.Faults {
		lines[f.Line] = true
	}
	if columns != nil && len(rows) != len(lines) {
		t.Fatalf("%d rows of %d lines with faults", len(rows), len(lines))
	}
	for _, row := range rows {
		if len(row) != len(columns) {
			t.Fatalf("%d values for %d columns", len(row), len(columns))
		}
	}
}

// Rows with faults are taken away with the columns that they have and all that is wrong with
// each; mended, that file is one that is taken.
func TestRowsWithFaultsAreTakenAwayAndComeBack(t *testing.T) {
	t.Parallel()
	_, err := read(directory.Contacts, "name;external_id;customer_external_id;email;phone\n"+
		"Kim;1;;not an address;+49 30 1\nSam;2;C-1;sam@example.test;'+49 30 2\nAda;3;C-1;ada@example.test;+1;more;=1\n=cmd;1;C-1;;\n\"Open;4")
	var faults *directory.FaultsError
	require.ErrorAs(t, err, &faults)
	columns, rows := faults.Rows()
	require.Equal(t, []string{"name", "external_id", "customer_external_id", "email", "phone", "faults"}, columns)
	require.Equal(t, [][]string{
		{"Kim", "1", "", "not an address", "+49 30 1", "line 2: customer_external_id: is missing; email: is not an e-mail address"},
		{"Ada", "3", "C-1", "ada@example.test", "+1", `line 4: 7 values for 5 columns; beyond the columns: ["more" "=1"]`},
		{"=cmd", "1", "C-1", "", "", `line 5: external_id: "1" is on line 2 already`},
		{"", "", "", "", "", `line 6: extraneous or missing " in quoted-field`},
	}, rows)

	entries, err := read(directory.Contacts, "name,external_id,customer_external_id,email,phone,faults\n"+
		"Kim,1,C-1,kim@example.test,'+49 30 1,line 2: customer_external_id is missing\n'=cmd,5,C-1,,,\n")
	require.NoError(t, err)
	require.Equal(t, "+49 30 1", entries[0].Payload.(*event.ContactRecorded).Phone.Value)
	require.Equal(t, "=cmd", entries[1].Payload.(*event.ContactRecorded).Name.Value)

	_, err = read(directory.Customers, "external_id,faults,name\n1,line 2: name is missing,\n")
	require.ErrorAs(t, err, &faults)
	columns, rows = faults.Rows()
	require.Equal(t, []string{"external_id", "name", "faults"}, columns)
	require.Equal(t, [][]string{{"1", "", "line 2: name: is missing"}}, rows)

	_, err = read(directory.Customers, "colour\nred\n")
	require.ErrorAs(t, err, &faults)
	columns, rows = faults.Rows()
	require.Nil(t, columns, "no row can be told apart")
	require.Nil(t, rows)
}
