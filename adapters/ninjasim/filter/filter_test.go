package filter_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"coresync/adapters/ninjasim/filter"
	"coresync/adapters/ninjasim/fleet"
)

func groups(id int) (string, bool) { return "class = MAC", id == 563 }

func at(s string) int64 {
	t, err := time.Parse(time.DateTime, s)
	if err != nil {
		panic(err)
	}
	return t.UnixMicro()
}

var mac = fleet.Row{ID: 7, OrgID: 11, LocationID: 18, RoleID: 205, Class: fleet.Mac, Offline: true, Created: at("2024-03-05 13:00:00")}

func TestMatch(t *testing.T) {
	t.Parallel()
	pending := mac
	pending.Status = fleet.Pending
	for df, want := range map[string][2]bool{ // the Mac, the same pending
		"":                                     {true, false},
		"org = 11":                             {true, false},
		"organization eq 12":                   {false, false},
		"org!=11":                              {false, false},
		"org in (1,11)":                        {true, false},
		"loc nin (18, 19)":                     {false, false},
		"location !in (19)":                    {true, false},
		"role notin (1)":                       {true, false},
		"id <> 8":                              {true, false},
		"class = MAC":                          {true, false},
		"class in (WINDOWS_SERVER,MAC)":        {true, false},
		"class neq 'MAC'":                      {false, false},
		"offline":                              {true, false},
		"online":                               {false, false},
		"status = PENDING":                     {false, true},
		"status != PENDING":                    {true, false},
		"status=APPROVED":                      {true, false},
		"status eq DECOMMISSIONED":             {false, false},
		"created = 20240305":                   {true, false},
		"created = 2024-03-06":                 {false, false},
		"created after 2024-03-05":             {true, false},
		"created before 2024-03-05T14:00:00Z":  {true, false},
		"created > 2024-03-05T14:00:00":        {false, false},
		"created lt 20250101 && offline":       {true, false},
		"group 563":                            {true, false},
		"group 563 AND status = PENDING":       {false, true},
		"org = 11 and class = MAC AND offline": {true, false},
	} {
		f, err := filter.Parse(df, groups)
		require.NoError(t, err, df)
		require.Equal(t, want, [2]bool{f.Match(&mac), f.Match(&pending)}, df)
	}
}

func TestBadSyntax(t *testing.T) {
	t.Parallel()
	for df, want := range map[string]string{
		"deviceId = 3":            `device filter: at "deviceId": unknown key`,
		"org = 1 OR org = 2":      `device filter: at "OR": AND expected`,
		"org":                     `device filter: at "": unknown operator`,
		"org =":                   `device filter: at "": number expected`,
		"org = eleven":            `device filter: at "eleven": number expected`,
		"org in 11":               `device filter: at "11": ( expected`,
		"org in (11":              `device filter: at "": , or ) expected`,
		"class = TOASTER":         `device filter: at "TOASTER": unknown node class`,
		"status in (APPROVED)":    `device filter: at "in": unknown operator`,
		"status = GONE":           `device filter: at "GONE": unknown status`,
		"created = yesterday":     `device filter: at "yesterday": date expected`,
		"created in (20240101)":   `device filter: at "(": date expected`,
		"created ~ 20240101":      `device filter: at "~": unknown operator`,
		"group 1":                 `device filter: at "1": unknown group`,
		"group one":               `device filter: at "one": number expected`,
		"offline AND":             `device filter: at "": unknown key`,
		"org = 1 AND AND org = 2": `device filter: at "AND": unknown key`,
	} {
		_, err := filter.Parse(df, groups)
		require.EqualError(t, err, want, df)
	}
}

// Terms joined by AND match what each of them matches.
func TestAndIsIntersection(t *testing.T) {
	t.Parallel()
	terms := []string{"org = 11", "org in (3,11)", "class = MAC", "online", "offline", "id > 3", "created > 20240101", "status = PENDING", "role != 205"}
	rapid.Check(t, func(t *rapid.T) {
		one, two := rapid.SampledFrom(terms).Draw(t, "one"), rapid.SampledFrom(terms).Draw(t, "two")
		row := mac
		row.Status = fleet.Status(rapid.IntRange(0, 3).Draw(t, "status"))
		row.Offline = rapid.Bool().Draw(t, "offline")
		row.OrgID = rapid.SampledFrom([]int{3, 11, 12}).Draw(t, "org")
		a, errA := filter.Parse(one, groups)
		b, errB := filter.Parse(two, groups)
		both, err := filter.Parse(one+" AND "+two, groups)
		if errA != nil || errB != nil {
			require.Error(t, err)
			return
		}
		require.NoError(t, err)
		if want := a.Match(&row) && b.Match(&row); want {
			require.True(t, both.Match(&row))
		}
		if both.Match(&row) && row.Status == fleet.Approved {
			require.True(t, a.Match(&row) && b.Match(&row) || one == "status = PENDING" || two == "status = PENDING")
		}
	})
}

func FuzzParse(f *testing.F) {
	for _, s := range []string{"org = 11 AND class in (MAC,WINDOWS_SERVER)", "created > 2024-01-01T00:00:00Z && offline", "group 563", "!in", "'", "((("} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, df string) {
		if x, err := filter.Parse(df, groups); err == nil {
			x.Match(&mac)
		}
	})
}
