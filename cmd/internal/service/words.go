package service

import (
	"context"
	"strings"

	"coresync/domain"
	"coresync/http/api"

	"github.com/google/uuid"
)

// words say what a table is narrowed by.
type words []string

// add says that something is one of some values; of none, nothing is said.
func (w *words) add(what string, values ...string) {
	if len(values) > 0 {
		*w = append(*w, what+" "+strings.Join(values, " or "))
	}
}

// when says something if it holds.
func (w *words) when(holds bool, what string) {
	if holds {
		*w = append(*w, what)
	}
}

func (w words) String() string {
	if len(w) == 0 {
		return "none."
	}
	return strings.Join(w, "; ") + "."
}

// customersNamed are the names of customers, of one that is gone its id.
func (r reads) customersNamed(ctx context.Context, scope api.Scope, ids []uuid.UUID) ([]string, error) {
	var names []string
	for _, id := range ids {
		c, err := customers{reads: r}.Get(ctx, scope, id)
		switch {
		case domain.ErrorCode(err) == domain.CodeNotFound:
			names = append(names, id.String())
		case err != nil:
			return nil, err
		default:
			names = append(names, c.Data.Name)
		}
	}
	return names, nil
}
