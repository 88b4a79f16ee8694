package dates_test

import (
	"testing"
	"time"

	"coresync/http/api"
	"coresync/http/dates"

	"github.com/stretchr/testify/require"
)

func TestAMomentIsWrittenWhereAndAsItsReaderReads(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 3, 3, 23, 4, 5, 0, time.UTC)
	require.Equal(t, "4. März 2026, 00:04 CET", dates.For("de", "Europe/Berlin").Moment(at))
	require.Equal(t, "4. März 2026", dates.For("de", "Europe/Berlin").DayOf(at))
	require.Equal(t, "March 3, 2026, 1:04 PM HST", dates.For("en-US", "Pacific/Honolulu", "UTC").Moment(at))
	require.Equal(t, "3 March 2026, 23:04 UTC", dates.For("", "").Moment(at))
}

// Of several zones the first counts that there is; the machine's own is none.
func TestTheFirstZoneThatThereIsCounts(t *testing.T) {
	t.Parallel()
	require.Equal(t, "Asia/Tokyo", dates.Zone("", "Moon/Tycho", "Local", "Asia/Tokyo", "UTC").String())
	require.Equal(t, time.UTC, dates.Zone())
}

func TestEachLanguageOfDatesHasItsWay(t *testing.T) {
	t.Parallel()
	for _, language := range api.DateLanguages() {
		require.Equal(t, language, dates.Of(language).Code)
	}
	require.Equal(t, api.DateLanguages()[0], dates.Of("tlh").Code)
}
