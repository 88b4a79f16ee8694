package asset

import (
	"strings"
	"time"

	rule "coresync/domain/asset"

	"github.com/goccy/go-json"
)

// explainDerived says what the fields come from that are worked out of others.
func (row *Row) explainDerived(w *Why) {
	switch w.Field {
	case "names":
		var former []string
		_ = json.Unmarshal(row.FormerNames, &former) // written by this package; an empty one reads as none
		w.Value = strings.Join(append([]string{row.Name}, former...), ", ")
	case "born_on":
		row.explainBorn(w)
	case "life":
		w.Source = rule.SourceComputed
		if row.MissingPosition != 0 {
			w.Position = row.MissingPosition
		}
		if s := row.Decided(); s.RetiredPosition > w.Position {
			w.Position = s.RetiredPosition
		}
	}
}

func (row *Row) explainBorn(w *Why) {
	day, estimated := row.Born()
	if !day.IsZero() {
		w.Value = day.Format(time.DateOnly)
	}
	if estimated {
		w.Source = rule.SourceComputed
		w.Rule += " (estimated: first seen)"
	}
	if row.PurchasedOn.IsZero() {
		return
	}
	if from, other := row.Decided().Sources[rule.FieldPurchased]; other {
		w.Source, w.Position = from.Source, from.Position
	}
}
