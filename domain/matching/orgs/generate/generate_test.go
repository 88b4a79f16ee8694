package generate_test

import (
	"slices"
	"strings"
	"testing"

	"coresync/domain/matching/orgs/generate"

	"github.com/stretchr/testify/require"
)

const each = 200

func TestMAP_13_EveryKindHasCasesAndAnswersThatExist(t *testing.T) {
	t.Parallel()
	for _, half := range []generate.Half{generate.Training, generate.Test, generate.Fresh} {
		count := map[string]int{}
		for _, s := range generate.Scenarios(half, each) {
			listed := map[string]int{}
			for _, c := range s.Customers {
				require.Equal(t, strings.TrimSpace(c), c)
				listed[c]++
				require.Equal(t, 1, listed[c], "%s: customer %q is there twice", s.ID, c)
			}
			for _, o := range s.Orgs {
				count[o.Kind]++
				require.NotEmpty(t, o.Name, o.Kind)
				require.Equal(t, strings.HasPrefix(o.Kind, "pos-"), o.Expected != nil, o.Kind)
				if o.Expected != nil {
					require.Contains(t, listed, *o.Expected, "%s %s: %s", s.ID, o.Kind, o.Name)
				} else {
					require.NotContains(t, listed, o.Name, "%s %s is a customer", s.ID, o.Kind)
				}
			}
		}
		for _, kind := range generate.Kinds() {
			require.GreaterOrEqual(t, count[kind], each, kind)
		}
	}
}

func TestTheSameHalfIsAlwaysTheSame(t *testing.T) {
	t.Parallel()
	require.Equal(t, generate.Scenarios(generate.Test, 9), generate.Scenarios(generate.Test, 9))
}

// A rule that learned the training half's names has learned nothing of the test half's.
func TestTheHalvesShareNoBusiness(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	for _, s := range generate.Scenarios(generate.Training, each) {
		for _, c := range s.Customers {
			seen[strings.ToLower(c)] = true
		}
	}
	for _, s := range generate.Scenarios(generate.Test, each) {
		require.False(t, slices.ContainsFunc(s.Customers, func(c string) bool { return seen[strings.ToLower(c)] }), s.ID)
	}
}

// An organization that has a customer is never written like another customer.
func TestNoAnswerIsInDoubtByChance(t *testing.T) {
	t.Parallel()
	for _, half := range []generate.Half{generate.Training, generate.Test, generate.Fresh} {
		for _, s := range generate.Scenarios(half, 60) {
			expected := map[string]string{}
			for _, o := range s.Orgs {
				if o.Expected == nil {
					continue
				}
				before, twice := expected[o.Name]
				require.True(t, !twice || before == *o.Expected, "%s: %q has two answers", s.ID, o.Name)
				expected[o.Name] = *o.Expected
				require.False(t, o.Name != *o.Expected && slices.Contains(s.Customers, o.Name), "%s: %q is a customer, and not the one expected", s.ID, o.Name)
			}
		}
	}
}
