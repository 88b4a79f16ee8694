package replacement

import (
	"strconv"
	"strings"

	"coresync/domain"
	"coresync/domain/asset"

	"github.com/google/uuid"
)

// Trial is a limit that is not in force: what if workstations were kept for 60 months?
// As text it is [CUSTOMER/]CATEGORY:MONTHS[:WARN], with "warranty" or "none" for months.
type Trial struct {
	Key
	Limit *Limit // nil: none of its own
	// Warned tells that the text names the months of warning; otherwise those in force
	// stay, as far as they fit.
	Warned bool
}

// ParseTrial reads a trial. Error: domain.CodeInvalid.
func ParseTrial(text string) (Trial, error) {
	var t Trial
	wrong := func(message string) (Trial, error) {
		return Trial{}, domain.Invalid([]domain.Fault{{Pointer: "?try", Code: "trial", Message: strconv.Quote(text) + ": " + message}})
	}
	rest := text
	if customer, category, of := strings.Cut(text, "/"); of {
		id, err := uuid.Parse(customer)
		if err != nil {
			return wrong("name a customer by its id.")
		}
		t.Customer, rest = id, category
	}
	parts := strings.Split(rest, ":")
	if len(parts) < 2 || len(parts) > 3 {
		return wrong("write CATEGORY:MONTHS or CATEGORY:MONTHS:WARN.")
	}
	t.Category = asset.Category(parts[0])
	t.Limit = &Limit{By: ByAge}
	switch parts[1] {
	case "none":
		t.Limit = nil
	case "warranty":
		t.Limit.By = ByWarranty
	default:
		months, err := strconv.Atoi(parts[1])
		if err != nil {
			return wrong("the months are a number, warranty or none.")
		}
		t.Limit.MaxAge = months
	}
	if len(parts) == 3 && t.Limit != nil {
		warn, err := strconv.Atoi(parts[2])
		if err != nil {
			return wrong("the months of warning are a number.")
		}
		t.Limit.Warn, t.Warned = warn, true
	}
	faults := Change{t.Customer, []Changed{{t.Category, Row{Limit: t.Limit}}}}.Check()
	if len(faults) > 0 {
		return wrong(faults[0].Message)
	}
	return t, nil
}

func (t Trial) String() string {
	text := string(t.Category) + ":none"
	switch {
	case t.Limit == nil:
	case t.Limit.By == ByWarranty:
		text = string(t.Category) + ":warranty:" + strconv.Itoa(t.Limit.Warn)
	default:
		text = string(t.Category) + ":" + strconv.Itoa(t.Limit.MaxAge) + ":" + strconv.Itoa(t.Limit.Warn)
	}
	if t.Customer != uuid.Nil {
		text = t.Customer.String() + "/" + text
	}
	return text
}

// Trying is the policies as they would be under trials.
func (p Policies) Trying(trials []Trial) Policies {
	for _, t := range trials {
		row := p[t.Key]
		limit := t.Limit
		if limit != nil && !t.Warned {
			kept := *limit
			if now := p.Of(t.Customer, t.Category).Limit; now != nil {
				kept.Warn = now.Warn
			}
			if kept.By == ByAge {
				kept.Warn = min(kept.Warn, kept.MaxAge-1)
			}
			limit = &kept
		}
		row.Limit = limit
		p = p.With(t.Key, row)
	}
	return p
}
