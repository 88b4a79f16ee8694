package asset_test

import (
	"errors"
	"testing"

	"coresync/domain"
	"coresync/domain/asset"
	"coresync/domain/event"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
)

// What is kept of assets that become one is decided with the verdict: all of it, or nothing.
func TestGAP_02_ValuesAreKeptWithTheVerdictOrNothingIs(t *testing.T) {
	t.Parallel()
	ids := []uuid.UUID{{1}, {2}}
	join := func(v asset.Verdict, keep map[asset.Field]string) ([]event.Payload, error) {
		return asset.Join(asset.Decided{Hand: map[asset.Field]string{asset.FieldModel: "XPS"}}, asset.Joining{Pairing: asset.Pairing{Assets: ids, Verdict: v}, Keep: keep})
	}
	events, err := join(asset.VerdictSame, map[asset.Field]string{asset.FieldName: "PC-2", asset.FieldModel: "XPS"})
	require.NoError(t, err)
	require.Equal(t, []event.Payload{&event.AssetsMerged{Assets: ids}, &event.FieldSet{Asset: ids[0], Field: "name", Value: "PC-2"}}, events, "the model is kept already")
	events, err = join(asset.VerdictDifferent, nil)
	require.NoError(t, err)
	require.Equal(t, []event.Payload{&event.AssetsDistinct{Assets: ids}}, events)

	for pointer, refused := range map[string]func() ([]event.Payload, error){
		"/keep": func() ([]event.Payload, error) {
			return join(asset.VerdictDifferent, map[asset.Field]string{asset.FieldName: "PC-2"})
		},
		"/keep/category": func() ([]event.Payload, error) {
			return join(asset.VerdictSame, map[asset.Field]string{asset.FieldName: "PC-2", asset.FieldCategory: "Toaster"})
		},
		"/answer": func() ([]event.Payload, error) { return join("perhaps", nil) },
	} {
		events, err := refused()
		require.Empty(t, events)
		var fault *domain.Error
		require.True(t, errors.As(err, &fault))
		require.Equal(t, pointer, fault.Fields[0].Pointer)
	}
}
