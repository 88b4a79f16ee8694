package http

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"strings"

	"coresync/domain"
)

// decode reads a JSON body into v, which has no member that the description lacks:
// type, size, every fault of the content, and members that nobody knows are
// refused before.
func (r *request) decode(v any) error {
	mediaType, err := r.mediaType()
	if err != nil {
		return err
	}
	if mediaType == "" {
		return nil // there is none, and there need be none
	}
	body, err := io.ReadAll(r.Body)
	var tooLarge *http.MaxBytesError
	if errors.As(err, &tooLarge) {
		return fmt.Errorf("read the body: %w", err)
	}
	if err != nil { // the client's connection, not the database's
		return &domain.Error{Code: domain.CodeInvalid, Reason: "body_incomplete", Cause: err, Message: "The body broke off. Send it again."}
	}
	if err := domain.Invalid(r.operation.CheckJSON(body)); err != nil {
		return err
	}
	decoder := json.NewDecoder(bytes.NewReader(body))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(v); err != nil {
		// The description let it through, so struct and description differ.
		return fmt.Errorf("decode the body of %s: %w", r.operation.ID, err)
	}
	return nil
}

// mediaType is the type of the body, "" for an absent one that may be absent.
func (r *request) mediaType() (string, error) {
	header := r.Header.Get("Content-Type")
	mediaType, parameters, err := mime.ParseMediaType(header)
	_, required, known := r.operation.TakesBody(mediaType)
	switch {
	case header == "" && r.ContentLength == 0:
		if required {
			return "", domain.Invalid([]domain.Fault{{Pointer: "/", Code: "required", Message: "The body is missing."}})
		}
		return "", nil
	case err != nil, !known, parameters["charset"] != "" && !strings.EqualFold(parameters["charset"], "utf-8"):
		return "", &domain.Error{
			Code: domain.CodeInvalid, Reason: "media_type",
			Message: "Send the body as " + strings.Join(r.operation.MediaTypes(), " or ") + " in UTF-8, and say so in Content-Type.",
		}
	}
	return mediaType, nil
}
