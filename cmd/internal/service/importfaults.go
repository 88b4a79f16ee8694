package service

import (
	"context"
	"errors"

	"coresync/adapters/importer"
	"coresync/domain"
	"coresync/domain/directory"
	"coresync/http/api"
)

// Faults implements api.Imports.
func (s imports) Faults(ctx context.Context, scope api.Scope, i api.Import) (api.File, error) {
	kind, err := directory.ParseKind(i.Kind)
	if err != nil {
		return api.File{}, domain.NotFound("import")
	}
	_, err = importer.Import(ctx, s.log, importer.Request{
		Tenant: scope.Tenant, Kind: kind, File: i.File, Preview: true, Assets: AssetsNamed(s.pool, scope.Tenant, s.now),
	})
	columns, lines := append(kind.Columns(), directory.FaultsColumn), [][]string(nil)
	var faulty *directory.FaultsError
	switch {
	case errors.As(err, &faulty):
		if columns, lines = faulty.Rows(); columns == nil {
			return api.File{}, fileFaults(faulty)
		}
	case err != nil:
		return api.File{}, conflicts(err)
	}
	return exports{reads: s.reads}.Make(ctx, scope.Tenant, api.Made{
		Name: i.Kind + "-with-faults", Title: "Rows with faults", Columns: columns,
		Rows: func(yield func([]any, error) bool) {
			for _, line := range lines {
				row := make([]any, len(line))
				for at, v := range line {
					row[at] = v
				}
				if !yield(row, nil) {
					return
				}
			}
		},
	}, "csv")
}
