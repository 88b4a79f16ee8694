package cli

import (
	"fmt"

	"coresync/projections"

	"github.com/google/uuid"
)

// finding is how one table of a read model agrees with the log.
type finding struct {
	Name       string `json:"name"`
	Table      string `json:"table"`
	Position   int64  `json:"position"`
	OK         bool   `json:"ok"`
	Rows       int64  `json:"rows"`
	Missing    int64  `json:"missing"`
	Extra      int64  `json:"extra"`
	Different  int64  `json:"different"`
	Miscounted bool   `json:"miscounted"`
	Digest     string `json:"digest"`
	Expected   string `json:"expected_digest"`
	// Named are some of the rows that are missing, extra or different.
	Named []uuid.UUID `json:"named"`
}

func findingsOf(f *projections.Findings) []finding {
	all := make([]finding, len(f.Tables))
	for i, t := range f.Tables {
		named := append(append(append([]uuid.UUID{}, t.Missing...), t.Extra...), t.Different...)
		all[i] = finding{
			Name: f.Model, Table: t.Table, Position: f.Position, OK: t.OK() && !f.Miscounted, Rows: t.Rows,
			Missing: t.MissingCount, Extra: t.ExtraCount, Different: t.DifferentCount, Miscounted: f.Miscounted,
			Digest: t.Digest.String(), Expected: t.Expected.String(), Named: named,
		}
	}
	return all
}

var fsckHeading = []string{"NAME", "TABLE", "POSITION", "RESULT", "ROWS", "MISSING", "EXTRA", "DIFFERENT", "SUCH AS"}

func fsckRows(all []finding) [][]string {
	var rows [][]string
	for _, f := range all {
		result, such := "agrees", ""
		switch {
		case f.Miscounted:
			result = "MISCOUNTED"
		case !f.OK:
			result = "DIFFERS"
		}
		if len(f.Named) > 0 {
			such = f.Named[0].String()
		}
		rows = append(rows, []string{f.Name, f.Table, fmt.Sprint(f.Position), result, fmt.Sprint(f.Rows),
			fmt.Sprint(f.Missing), fmt.Sprint(f.Extra), fmt.Sprint(f.Different), such})
	}
	return rows
}
