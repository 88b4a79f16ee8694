package service

import (
	"context"
	"errors"
	"fmt"

	"coresync/adapters/importer"
	"coresync/domain"
	"coresync/domain/directory"
	"coresync/eventstore"
	"coresync/http/api"
)

// imports implements api.Imports. A file with faults is refused whole, with all
// of them: half an import is harder to mend than none.
type imports struct {
	log   *eventstore.Store
	reads // finds the assets that rows name
}

// maxFaults bounds how many faults an answer lists.
const maxFaults = 1000

// Import implements api.Imports.
func (s imports) Import(ctx context.Context, c api.Command, i api.Import) (api.ImportResult, error) {
	kind, err := directory.ParseKind(i.Kind)
	if err != nil {
		return api.ImportResult{}, domain.NotFound("import")
	}
	done, err := importer.Import(ctx, s.log, importer.Request{
		Tenant: c.Tenant, Kind: kind, File: i.File, Actor: c.Actor, Preview: i.Preview, RemoveMissing: i.RemoveMissing,
		Assets: AssetsNamed(s.pool, c.Tenant, s.now),
	})
	var faulty *directory.FaultsError
	if errors.As(err, &faulty) {
		return api.ImportResult{}, fileFaults(faulty)
	}
	if err != nil {
		return api.ImportResult{}, conflicts(err)
	}
	result := api.ImportResult{
		Kind: i.Kind, Preview: i.Preview, Rows: done.Rows, Created: done.Created, Updated: done.Changed,
		Unchanged: done.Unchanged, Removed: done.Removed, Faults: []api.RowFault{},
		Position: api.Position{Epoch: done.Epoch, N: done.Position},
	}
	if done.Position == 0 {
		head, err := s.log.Head(ctx, c.Tenant)
		if err != nil {
			return result, conflicts(err)
		}
		result.Position = api.Position{Epoch: head.Epoch, N: head.Position}
	}
	return result, nil
}

func fileFaults(e *directory.FaultsError) error {
	faults := make([]domain.Fault, 0, min(len(e.Faults), maxFaults))
	for _, f := range e.Faults[:min(len(e.Faults), maxFaults)] {
		faults = append(faults, domain.Fault{Pointer: f.Place(), Code: "invalid", Message: f.Message})
	}
	if more := len(e.Faults) - maxFaults; more > 0 {
		faults = append(faults, domain.Fault{Code: "invalid", Message: fmt.Sprintf("has %d more faults; the file of its rows with faults has all", more)})
	}
	return domain.Invalid(faults)
}
