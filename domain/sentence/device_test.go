package sentence_test

import (
	"testing"

	"coresync/domain/event"
	"coresync/domain/sentence"

	"github.com/stretchr/testify/require"
)

// The first user that is seen of a device is not somebody else, and what was never kept is not
// "no longer" kept.
func TestTheFirstUserSeenIsNotSomebodyElse(t *testing.T) {
	t.Parallel()
	said := func(p *event.DeviceUserObserved, version int64) string {
		s, known := sentence.Of(p, version)
		require.True(t, known)
		return sentence.Text(s.Said, sentence.Thing.Unnamed)
	}
	seen, withheld := &event.DeviceUserObserved{}, &event.DeviceUserObserved{Withheld: "customer"}
	require.Equal(t, "its first user was seen", said(seen, 1))
	require.Equal(t, "somebody else logged on", said(seen, 2))
	require.Equal(t, "the last user is not kept, by the rules of the customer", said(withheld, 1))
	require.Equal(t, "the last user is no longer kept, by the rules of the customer", said(withheld, 2))
}
