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
	for _, language := range api.DateLanguages() {
		require.Equal(t, language, datesOf(language).Code, "each has its way")
	}
	require.Len(t, writings, len(api.DateLanguages()))
}
