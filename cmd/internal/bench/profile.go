package bench

import (
	"context"
	"errors"
	"fmt"
	"os"
	"runtime/pprof"
)

// profiled writes a CPU profile of a side's round to a file.
func profiled(file string, side func(context.Context, int) error) func(context.Context, int) error {
	return func(ctx context.Context, round int) error {
		f, err := os.Create(file)
		if err != nil {
			return fmt.Errorf("profile: %w", err)
		}
		if err := pprof.StartCPUProfile(f); err != nil {
			return errors.Join(fmt.Errorf("profile: %w", err), f.Close())
		}
		err = side(ctx, round)
		pprof.StopCPUProfile()
		return errors.Join(err, f.Close())
	}
}
