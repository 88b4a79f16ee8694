package api

import (
	"context"
	"fmt"
	"time"
)

// Probe is one condition of being ready to serve.
type Probe struct {
	Name string // one word, shown to everybody: "database"
	// Check tells by an error that the condition does not hold; its text goes to
	// the log only.
	Check func(ctx context.Context) error
}

// LagProbe holds while read models are not further behind the log than most.
func LagProbe(most time.Duration, lag func(ctx context.Context) (time.Duration, error)) Probe {
	return Probe{Name: "projections", Check: func(ctx context.Context) error {
		behind, err := lag(ctx)
		if err != nil {
			return fmt.Errorf("ask how far the projections are behind: %w", err)
		}
		if behind > most {
			return fmt.Errorf("the projections are %s behind, the most is %s", behind, most)
		}
		return nil
	}}
}
