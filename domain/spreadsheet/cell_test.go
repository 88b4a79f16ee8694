package spreadsheet_test

import (
	"testing"
	"time"

	"coresync/domain/spreadsheet"

	"github.com/stretchr/testify/require"
)

func TestACellAsAText(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 3, 1, 0, 30, 15, 999, time.FixedZone("", 3600))
	for _, c := range []struct {
		cell any
		text string
	}{
		{nil, ""}, {"=1", "=1"}, {int64(-4711), "-4711"}, {spreadsheet.Day("2026-02-28"), "2026-02-28"}, {spreadsheet.Day(""), ""},
		{at, "2026-02-28T23:30:15Z"}, {spreadsheet.Moment(&at), "2026-02-28T23:30:15Z"}, {spreadsheet.Moment(nil), ""},
	} {
		require.Equal(t, c.text, spreadsheet.Plain(c.cell))
	}
}
