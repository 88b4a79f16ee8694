package domain_test

import (
	"errors"
	"fmt"
	"testing"

	"coresync/domain"

	"github.com/stretchr/testify/require"
)

func TestForeignErrorsAreInternal(t *testing.T) {
	t.Parallel()
	require.Equal(t, domain.CodeInternal, domain.ErrorCode(errors.New("connection reset")))
	require.Equal(t, domain.Code(""), domain.ErrorCode(nil))
	wrapped := fmt.Errorf("show asset: %w", domain.NotFound("asset"))
	require.Equal(t, domain.CodeNotFound, domain.ErrorCode(wrapped))
}

func TestTextOfAnErrorNamesItsCause(t *testing.T) {
	t.Parallel()
	cause := errors.New("socket closed")
	err := &domain.Error{Code: domain.CodeUnavailable, Message: "Try again in a minute.", Cause: cause}
	require.Equal(t, "Try again in a minute.: socket closed", err.Error())
	require.ErrorIs(t, err, cause)
	require.Equal(t, "stale", (&domain.Error{Code: domain.CodeStale}).Error())
}

func TestInvalidWithoutFaultsIsNoError(t *testing.T) {
	t.Parallel()
	require.NoError(t, domain.Invalid(nil))
	var e *domain.Error
	require.ErrorAs(t, domain.Invalid([]domain.Fault{{Pointer: "/name", Code: "required"}}), &e)
	require.Len(t, e.Fields, 1)
}
