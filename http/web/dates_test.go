package web

import (
	"testing"
	"time"

	"coresync/http/api"

	"github.com/stretchr/testify/require"
)

func TestDatesAreWrittenAsTheProfileSays(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 3, 3, 15, 4, 5, 0, time.UTC)
	for language, want := range map[string][4]string{
		"":      {"3 March 2026, 15:04:05 UTC", "3 March 2026", "3 Mar 2026, 15:04", "Tuesday, 3 March 2026, 15:04 (UTC)"},
		"en-US": {"March 3, 2026, 3:04:05 PM UTC", "March 3, 2026", "Mar 3, 2026, 3:04 PM", "Tuesday, March 3, 2026, 3:04 PM (UTC)"},
		"de":    {"3. März 2026, 15:04:05 UTC", "3. März 2026", "03.03.2026, 15:04", "Dienstag, 3. März 2026, 15:04 (UTC)"},
		"iso":   {"2026-03-03, 15:04:05 UTC", "2026-03-03", "2026-03-03, 15:04", "Tue, 2026-03-03, 15:04 (UTC)"},
	} {
		v := &view{Zone: time.UTC, Now: at.AddDate(0, 0, -5), Who: api.Identity{Language: language}}
		require.Equal(t, want, [4]string{v.exact(at), v.day(at), v.moment(at), v.at(at)}, language)
	}
	german := &view{Zone: time.FixedZone("CET", 3600), Who: api.Identity{Language: "de"}}
	require.Equal(t, "28.02.2027", german.date("2027-02-28"), "a day of a calendar is the same in every zone")
	require.Equal(t, "not known", german.date("not known"))
	require.Equal(t, "28.02.2027, 3. März 2026, 16:04:05 CET", german.plainValue([]any{"2027-02-28", at}), "what rules would change is written so, too")
	require.Equal(t, "until 28.02.2027; since 29.02.2024; 29.02.2024 – 28.02.2027",
		german.through("", "2027-02-28")+"; "+german.through("2024-02-29", "")+"; "+german.through("2024-02-29", "2027-02-28"))
}
