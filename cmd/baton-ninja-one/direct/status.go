package direct

import (
	"context"
	"errors"

	"google.golang.org/grpc/codes"
	grpcstatus "google.golang.org/grpc/status"

	"coresync/adapters/ninjaone"
)

// kinds says what a fault of NinjaOne's means to ConductorOne. Unavailable is tried
// again; all else is shown to a person.
var kinds = map[ninjaone.Kind]codes.Code{
	ninjaone.KindRateLimited:         codes.Unavailable,
	ninjaone.KindServer:              codes.Unavailable,
	ninjaone.KindUnreachable:         codes.Unavailable,
	ninjaone.KindNotJSON:             codes.Unavailable,
	ninjaone.KindTruncated:           codes.Unavailable,
	ninjaone.KindNotFound:            codes.NotFound,
	ninjaone.KindBadRequest:          codes.InvalidArgument,
	ninjaone.KindForbidden:           codes.PermissionDenied,
	ninjaone.KindMissingScope:        codes.PermissionDenied,
	ninjaone.KindNotAdministrator:    codes.PermissionDenied,
	ninjaone.KindUserContextRequired: codes.FailedPrecondition,
	ninjaone.KindGrantNotAllowed:     codes.FailedPrecondition,
	ninjaone.KindUnauthorized:        codes.Unauthenticated,
	ninjaone.KindBadCredentials:      codes.Unauthenticated,
	ninjaone.KindWrongRegion:         codes.Unauthenticated,
}

// status is an error as ConductorOne wants it, with the text that says what to do.
func status(err error) error {
	switch {
	case err == nil:
		return nil
	case errors.Is(err, context.Canceled):
		return grpcstatus.FromContextError(err).Err()
	case errors.Is(err, context.DeadlineExceeded):
		return grpcstatus.Error(codes.DeadlineExceeded, err.Error())
	}
	code, known := kinds[ninjaone.KindOf(err)]
	if !known {
		code = codes.Internal
	}
	return grpcstatus.Error(code, err.Error())
}
