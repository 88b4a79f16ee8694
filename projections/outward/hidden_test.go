package outward_test

import (
	"testing"

	"coresync/domain/event"
	rule "coresync/domain/webhook"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
)

func TestAnIgnoreRuleIsToldAsWhatItHides(t *testing.T) {
	t.Parallel()
	b, conn := setup(t), uuid.New()
	b.device(1, "Reception", 7, conn)
	b.subscribe(all())
	require.Zero(t, b.deliver())
	b.Append(event.New{Stream: event.IgnoreRuleStream(conn), Payload: &event.IgnoreRuleSet{ID: conn, Kind: "organization", Connection: conn, NinjaID: 7}})
	b.look()
	require.Equal(t, 1, b.deliver())
	require.Equal(t, []string{rule.AssetRemoved}, b.to.kinds())
	b.Append(event.New{Stream: event.IgnoreRuleStream(conn), Payload: &event.IgnoreRuleRemoved{ID: conn}})
	b.look()
	require.Equal(t, 1, b.deliver())
	require.Equal(t, rule.AssetCreated, b.to.kinds()[1])
}
