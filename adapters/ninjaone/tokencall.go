package ninjaone

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
	"strings"

	"golang.org/x/oauth2"
	"golang.org/x/oauth2/clientcredentials"
)

// maxTokenAnswer is how much of a token answer is read.
const maxTokenAnswer = 1 << 20

// issueToken asks for a token by client credentials. offline_access is never among
// the scopes: some instances answer it with 400.
func (c *Client) issueToken(ctx context.Context) (Token, error) {
	secret, err := c.openSecret(ctx)
	if err != nil {
		return Token{}, err
	}
	cfg := clientcredentials.Config{
		ClientID:     c.cfg.ClientID,
		ClientSecret: secret.Reveal(),
		TokenURL:     c.base + tokenPath,
		Scopes:       c.cfg.Scopes,
		AuthStyle:    oauth2.AuthStyleInParams,
	}
	return c.tokenCall(ctx, call{name: CallToken}, cfg.Token)
}

// openSecret gets the client secret; a native application has none.
func (c *Client) openSecret(ctx context.Context) (Secret, error) {
	if c.cfg.Secret == nil {
		return Secret{}, nil
	}
	secret, err := c.cfg.Secret(ctx)
	if err != nil {
		return Secret{}, storeError("open the client secret", err)
	}
	c.secrets.add(secret.Reveal())
	return secret, nil
}

// tokenCall runs one request of the OAuth library against the token endpoint.
func (c *Client) tokenCall(ctx context.Context, cl call, ask func(context.Context) (*oauth2.Token, error)) (Token, error) {
	cl.method, cl.path = http.MethodPost, tokenPath
	var got Token
	err := c.persist(ctx, cl, func(ctx context.Context) (err error) {
		began := c.cfg.Now()
		defer func() { c.cfg.Metrics.Request(cl.name, result(err), c.cfg.Now().Sub(began)) }()
		ctx, cancel := context.WithTimeout(ctx, c.cfg.HTTP.RequestTimeout)
		defer cancel()
		wire := &recorder{next: c.http.Transport, agent: c.cfg.UserAgent}
		t, err := ask(context.WithValue(ctx, oauth2.HTTPClient, &http.Client{
			Transport: wire, CheckRedirect: c.http.CheckRedirect,
		}))
		if err != nil {
			return c.fault(cl, c.tokenFault(wire, cl, err))
		}
		got = c.issued(t, began)
		return nil
	})
	return got, err
}

// tokenFault reads why no token came. It goes by the recorded answer: the
// library's own errors repeat the answer's body, and hold no more than it.
func (c *Client) tokenFault(wire *recorder, cl call, err error) *APIError {
	if wire.answer == nil {
		return unreachable(err)
	}
	a := *wire.answer
	e := classify(a, c.cfg.Now(), c.secrets.tidy)
	switch {
	case wire.err != nil:
		e.Kind = KindTruncated
	case a.status < 300 && e.Kind == KindNotJSON && e.Code == "" && !isHTML(a.body):
		e.Kind = KindMalformed
	case e.Kind != KindBadRequest && e.Kind != KindUnauthorized && a.status >= 300:
		// Wrong region, rate limit, server: known already.
	default:
		e.Kind, e.Scope = c.oauthKind(e.Code, cl)
	}
	return e
}

// oauthKind translates the error codes of RFC 6749 §5.2 and NinjaOne's own.
func (c *Client) oauthKind(code string, cl call) (Kind, string) {
	switch strings.ToLower(code) {
	case "invalid_client":
		return KindBadCredentials, ""
	case "unauthorized_client", "unsupported_grant_type":
		return KindGrantNotAllowed, ""
	case "invalid_scope":
		return KindMissingScope, ScopeMonitoring
	case "invalid_token", "invalid_grant", "expired_token":
		switch cl.name {
		case CallRefresh:
			return KindReconnectRequired, ""
		case CallExchange:
			return KindCodeRejected, ""
		}
		return KindBadCredentials, ""
	case "":
		return KindNotJSON, ""
	}
	return KindBadRequest, ""
}

// recorder keeps the answer of the token endpoint for the errors.
type recorder struct {
	next   http.RoundTripper
	agent  string
	answer *answer
	err    error
}

// RoundTrip sends the request and keeps what came back.
func (r *recorder) RoundTrip(req *http.Request) (*http.Response, error) {
	req = req.Clone(req.Context())
	req.Header.Set("User-Agent", r.agent)
	req.Header.Set("Accept", "application/json")
	res, err := r.next.RoundTrip(req)
	if err != nil {
		return nil, err
	}
	body, err := io.ReadAll(io.LimitReader(res.Body, maxTokenAnswer))
	r.err = errors.Join(err, res.Body.Close())
	r.answer = &answer{status: res.StatusCode, header: res.Header, body: body}
	res.Body = io.NopCloser(bytes.NewReader(body))
	if bytes.HasPrefix(bytes.TrimSpace(body), []byte("{")) {
		// The library would read JSON under text/plain as a form.
		res.Header.Set("Content-Type", "application/json")
	}
	return res, nil
}
