package bench

import (
	"context"
	"fmt"
)

type benchmark struct {
	name string
	run  func(context.Context, Options) ([]Row, error)
}

// all lists the benchmarks in the order of a whole run.
var all = []benchmark{
	{"append", Append},
	{"sync", Sync},
	{"rebuild", Rebuild},
	{"asof", AsOf},
	{"visible", Visible},
	{"rss", RSS},
	{"idle", Idle},
	{"project", Project},
	{"match", Match},
	{"http", HTTP},
	{"past", Past},
}

// Names lists the benchmarks.
func Names() []string {
	names := make([]string, len(all))
	for i, b := range all {
		names[i] = b.name
	}
	return names
}

// Run runs one benchmark, which may give several rows.
func Run(ctx context.Context, name string, o Options) ([]Row, error) {
	for _, b := range all {
		if b.name != name {
			continue
		}
		rows, err := b.run(ctx, o)
		for i, r := range rows {
			if goal, given := o.Goals[r.Name]; given {
				r.Goal = goal
				rows[i] = r.judge()
			}
		}
		return rows, err
	}
	return nil, fmt.Errorf("there is no benchmark %q", name)
}
