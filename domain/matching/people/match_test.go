package people_test

import (
	"fmt"
	"testing"

	"coresync/domain/matching/people"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
)

// contacts makes contacts of lines "Name <address>".
func contacts(lines ...[2]string) []people.Contact {
	all := make([]people.Contact, len(lines))
	for i, line := range lines {
		all[i] = people.Contact{ID: id(i), Name: line[0], Email: line[1]}
	}
	return all
}

func id(i int) uuid.UUID { return uuid.UUID{15: byte(i), 14: byte(i >> 8), 0: 1} }

var acme = contacts(
	[2]string{"John Smith", "jsmith@acme.com"},
	[2]string{"Jürgen Müller", "juergen.mueller@acme.com"},
	[2]string{"Anna-Lena O'Brien", "annalena@acme.com"},
	[2]string{"María de la Cruz Pérez", ""},
	[2]string{"Robert Jones", "robert.jones@acme.com"},
	[2]string{"Sage Olson", "sage@acme.com"},
	[2]string{"van den Heuvel, Dr. Pieter", ""},
	[2]string{"Wei Zhang (Reception)", "wei@gmail.com"},
	[2]string{"Karen Whitfield", "karen.thompson@acme.com"},
	[2]string{"BLANCHARD Marcelin", ""},
	[2]string{"Christoffer Lindqvist", ""},
)

// match asks for one account of a customer that has no devices yet.
func match(all []people.Contact, account string) people.Verdict {
	return people.DefaultRules().Matcher(people.Customer{Contacts: all}).Match(people.Query{Account: account})
}

func TestCON_04_to_07_AccountsAreReadInEveryShape(t *testing.T) {
	t.Parallel()
	m := people.DefaultRules().Matcher(people.Customer{Contacts: acme})
	for _, c := range []struct {
		rule, account, name string
		form                people.Form
		notes               people.Notes
	}{
		{"CON-04", "jsmith@acme.com", "John Smith", people.Address, 0},
		{"CON-04", "JSmith@ACME.com ", "John Smith", people.Address, 0},
		{"CON-04", `AzureAD\jsmith@acme.com`, "John Smith", people.Address, 0},
		{"CON-04", "jsmith@acme.onmicrosoft.com", "John Smith", people.AliasAddress, 0},
		{"CON-04", "jsmith@acme.local", "John Smith", people.AliasAddress, 0},
		{"CON-04", "jsmith_acme.com#EXT#@partner.onmicrosoft.com", "John Smith", people.Address, 0},
		{"CON-05", `ACME\jsmith`, "John Smith", people.LocalPart, 0},
		{"CON-05", `.\JSMITH`, "John Smith", people.LocalPart, 0},
		{"CON-05", `ACME\j.smith`, "John Smith", people.LocalPartAlike, 0},
		{"CON-05", "karen.thompson", "Karen Whitfield", people.LocalPart, 0},
		{"CON-05", "karent", "Karen Whitfield", people.FirstInitial, people.ByAddress},
		{"CON-06", "Robert Jones", "Robert Jones", people.FirstLast, 0},
		{"CON-06", "Zhang, Wei", "Wei Zhang (Reception)", people.LastFirst, 0},
		{"CON-06", `AzureAD\PietervandenHeuvel`, "van den Heuvel, Dr. Pieter", people.FirstLast, 0},
		{"CON-06", `AzureAD\ChristofferLindqvis`, "Christoffer Lindqvist", people.FirstPart, 0},
		{"CON-07", `DESKTOP-1AB\smithjohn`, "John Smith", people.LastFirst, 0},
		{"CON-07", "jsmith2", "John Smith", people.InitialLast, people.Digits},
		{"CON-07", "johns", "John Smith", people.FirstInitial, 0},
		{"CON-07", "smithj", "John Smith", people.LastInitial, 0},
		{"CON-07", "rjones", "Robert Jones", people.InitialLast, 0},
		{"CON-07", "bob.jones", "Robert Jones", people.FirstLast, people.Nickname},
		{"CON-07", "robjon", "Robert Jones", people.FirstPart, people.Nickname},
		{"CON-07", "chrlin", "Christoffer Lindqvist", people.Parts, 0},
		{"CON-07", "pvdheuvel", "van den Heuvel, Dr. Pieter", people.InitialLast, 0},
		{"CON-07", "pheuvel", "van den Heuvel, Dr. Pieter", people.InitialLast, 0},
		{"CON-07", "maria.delacruz", "María de la Cruz Pérez", people.FirstLast, 0},
		{"CON-07", "mcruz", "María de la Cruz Pérez", people.InitialLast, 0},
		{"CON-07", "MPÉREZ", "María de la Cruz Pérez", people.InitialLast, people.SecondName},
		{"CON-07", "aobrien", "Anna-Lena O'Brien", people.InitialLast, 0},
		{"CON-07", "anna.o'brien", "Anna-Lena O'Brien", people.FirstLast, 0},
		{"CON-07", "jmueller", "Jürgen Müller", people.InitialLast, people.SpelledOut},
		{"CON-07", "jmuller", "Jürgen Müller", people.InitialLast, 0},
		{"CON-07", "ju\u0308rgen.mu\u0308ller", "Jürgen Müller", people.FirstLast, 0},
		{"CON-07", "mblanchard", "BLANCHARD Marcelin", people.InitialLast, 0},
		{"CON-07", "clindqvi", "Christoffer Lindqvist", people.InitialPart, 0},
		{"CON-07", "cilndqvist", "Christoffer Lindqvist", people.NoForm, 0},
		{"CON-07", "clinqdvist", "Christoffer Lindqvist", people.InitialLast, people.Typo},
		{"CON-07", "adm-rjones", "Robert Jones", people.InitialLast, people.AdminName},
		{"CON-07", "robert.x.jones", "Robert Jones", people.FirstLast, people.NewInitial},
		{"CON-07", "christ.offer.lindqvist", "Christoffer Lindqvist", people.FirstLast, 0},
		{"CON-07", "zhangwi", "Wei Zhang (Reception)", people.LastInitial, people.InnerInitial},
		{"CON-07", "rjones-acme", "Robert Jones", people.InitialLast, people.Extra},
		{"first only", "marcelin", "BLANCHARD Marcelin", people.FirstOnly, 0},
		{"surname only", "whitfield", "Karen Whitfield", people.LastOnly, 0},
	} {
		t.Run(c.rule+" "+c.account, func(t *testing.T) {
			t.Parallel()
			v := m.Match(people.Query{Account: c.account})
			if c.form == people.NoForm {
				require.Empty(t, v.Candidates)
				return
			}
			best, ok := v.Best()
			require.True(t, ok, "%+v", v)
			require.Equal(t, c.name, name(acme, best.Contact))
			require.Equal(t, c.form.String(), best.Form.String())
			require.Equal(t, c.notes, best.Notes, best.Reason())
			require.Equal(t, people.High, v.Outcome, best.Reason())
			require.GreaterOrEqual(t, best.Percent, 80)
		})
	}
}

func name(all []people.Contact, contact uuid.UUID) string {
	for _, c := range all {
		if c.ID == contact {
			return c.Name
		}
	}
	return fmt.Sprint("nobody ", contact)
}

// CON-15: service, shared, built-in and computers' accounts are never suggested, even
// where a contact is called alike.
func TestAccountsThatAreNobodys(t *testing.T) {
	t.Parallel()
	named := contacts([2]string{"Sage Olson", "sage.olson@acme.com"}, [2]string{"Ina Scanner", "scanner@acme.com"},
		[2]string{"Administrator", "administrator@acme.com"}, [2]string{"Robert Office", "office@acme.com"})
	for account, want := range map[string]people.Kind{
		"":                        people.Nobody,
		"  ":                      people.Nobody,
		"12345":                   people.Nobody,
		"S-1-5-21-1004336348-500": people.Nobody,
		`ACME\DESKTOP-4711$`:      people.Machine,
		`NT AUTHORITY\SYSTEM`:     people.BuiltIn,
		`Window Manager\DWM-1`:    people.BuiltIn,
		"Administrator":           people.BuiltIn,
		"administrator@acme.com":  people.BuiltIn,
		`.\Administrateur`:        people.BuiltIn,
		"defaultuser0":            people.BuiltIn,
		"_mbsetupuser":            people.BuiltIn,
		"svc-backup":              people.Shared,
		"svc_jsmith":              people.Shared,
		"scanner@acme.com":        people.Shared,
		`ACME\Scanner`:            people.Shared,
		"front-desk2":             people.Shared,
		"frontdesk":               people.Shared,
		"itsupport":               people.Shared,
		"till2":                   people.Shared,
		"sage":                    people.Shared,
		"sage@other.com":          people.Shared,
		"office@acme.com":         people.Shared,
		"kiosk-lobbyxy":           people.Shared,
	} {
		v := match(named, account)
		require.Equal(t, want.String(), v.Kind.String(), account)
		require.Equal(t, people.NoSuggestion, v.Outcome, account)
		require.NotEmpty(t, v.Reason())
	}
}

// An account whose name is on the list is somebody's all the same if it is the whole
// address of somebody who is called so.
func TestAListedWordIsAPersonByTheWholeAddress(t *testing.T) {
	t.Parallel()
	v := match(acme, "sage@acme.com")
	best, ok := v.Best()
	require.True(t, ok)
	require.Equal(t, "Sage Olson", name(acme, best.Contact))
	require.Equal(t, people.Shared, ptr(match(acme, "sage")).Kind)
}

func ptr[T any](v T) *T { return &v }

// CON-15: two contacts who fit alike never reach 80, and nothing is suggested.
func TestTiesStayBelow80(t *testing.T) {
	t.Parallel()
	all := contacts(
		[2]string{"Julie Andersen", "julie.andersen@acme.com"}, [2]string{"Jørgen Andersen", ""},
		[2]string{"Kevin Harkins Jr", ""}, [2]string{"Kevin Harkins", ""},
		[2]string{"Erik Berg", "erik@acme.com"}, [2]string{"Erik Dahl", "erik@acme.com"},
	)
	for account, others := range map[string]int{"jandersen": 1, "andersen": 1, "kevin.harkins": 1, "kharkins": 1, "erik": 1, "erik@acme.com": 1} {
		v := match(all, account)
		require.Equal(t, people.Tie, v.Outcome, account)
		require.Len(t, v.Candidates, 2, account)
		require.LessOrEqual(t, v.Candidates[0].Percent, 50, account)
		require.Equal(t, others, v.Candidates[0].Others)
		require.Contains(t, v.Reason(), "2 contacts fit: ")
	}
	v := match(all, "julie.andersen") // the address decides
	best, ok := v.Best()
	require.True(t, ok)
	require.Equal(t, "Julie Andersen", name(all, best.Contact))
}

// Somebody else who has part of the name is not proposed.
func TestOthersWithPartOfTheNameAreNotProposed(t *testing.T) {
	t.Parallel()
	all := contacts(
		[2]string{"Gabriela Armenta", ""}, [2]string{"Leonor Niño", ""}, [2]string{"Ludivine Chevalier", ""},
		[2]string{"Kaleb Kantor", ""}, [2]string{"Elena Pedraza", ""}, [2]string{"Marianne Svendsen", ""}, [2]string{"Paul Thompson", ""},
	)
	for _, account := range []string{
		"jarmenta", "leonorc", "leonor.perez", "lchevalierton", "kkanton", "kkantors", "elenor", "maria", "mark", "tpaul",
		"armenta.j", "x", "cruz",
	} {
		v := match(all, account)
		_, ok := v.Best()
		require.False(t, ok, "%s: %+v", account, v)
	}
}

// A letter of another script that looks the same is another letter.
func TestHomoglyphsDoNotMatch(t *testing.T) {
	t.Parallel()
	all := contacts([2]string{"Paul Mraz", "paul.mraz@acme.com"})
	require.Equal(t, people.High, ptr(match(all, "paul.mraz")).Outcome)
	for _, account := range []string{"p\u0430ul.mraz", "p\u0430ul", "p\u0430ulm", "pmr\u0430z", "\u0440aul.mraz@acme.com"} {
		require.NotEqual(t, people.High, ptr(match(all, account)).Outcome, account)
	}
	cyrillic := contacts([2]string{"Иван Петров", ""}, [2]string{"Ольга Кузнецова", ""})
	require.Equal(t, people.High, ptr(match(cyrillic, `ACME\ИПетров`)).Outcome)
}

// What stands under a reported name is what is compared (screen 5.10).
func TestCON_15_AccountsAreNormalised(t *testing.T) {
	t.Parallel()
	for reported, want := range map[string]string{
		`ACME\JSmith`: "jsmith", `.\jsmith2`: "jsmith2", `DESKTOP-1AB\Jörg.Müller`: "jorg.muller", "Jane.Doe@ACME.com": "jane.doe",
		`AzureAD\JaneDoe`: "janedoe", "TILL-1$": "till-1", "jo_acme.com#EXT#@partner.onmicrosoft.com": "jo", "": "", " ": "",
	} {
		require.Equal(t, want, people.Normalise(reported), reported)
	}
}
