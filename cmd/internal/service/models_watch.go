package service

import (
	"context"
	"reflect"
	"time"

	"coresync/http/api"
)

// watchEvery is how often somebody who watches is told of changes.
const watchEvery = time.Second

// Watch implements api.Projections. Workers may be in any process, so it asks the
// database, and not one of them.
func (s models) Watch(ctx context.Context, scope api.Scope, yield func([]api.Projection) error) error {
	ticker := time.NewTicker(watchEvery)
	defer ticker.Stop()
	for last := []api.Projection(nil); ; {
		found, err := s.List(ctx, scope)
		if err != nil {
			return err
		}
		if !reflect.DeepEqual(found.Data, last) {
			if err := yield(found.Data); err != nil {
				return err
			}
			last = found.Data
		}
		if !anyWork(last) {
			return nil
		}
		select {
		case <-ticker.C:
		case <-ctx.Done():
			return context.Cause(ctx)
		}
	}
}

func anyWork(all []api.Projection) bool {
	for _, p := range all {
		if p.Work != nil && (p.Work.State == "queued" || p.Work.State == "running") {
			return true
		}
	}
	return false
}
