package ninjaone

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"slices"
	"strings"
	"time"
)

// CheckName names one live check of a connection.
type CheckName string

// The checks of [Client.Test], in their order.
const (
	CheckToken         CheckName = "token"
	CheckScope         CheckName = "scope"
	CheckRefreshToken  CheckName = "refresh_token"
	CheckOrganizations CheckName = "organizations"
	CheckDevices       CheckName = "devices"
)

// CheckStatus is the outcome of a check.
type CheckStatus string

// The outcomes. A warning does not stop a sync; a skipped check could not be made
// because an earlier one failed, or does not apply.
const (
	CheckPassed  CheckStatus = "passed"
	CheckWarning CheckStatus = "warning"
	CheckFailed  CheckStatus = "failed"
	CheckSkipped CheckStatus = "skipped"
)

// Check is the outcome of one live check (TRB-01 to TRB-04).
type Check struct {
	Name   CheckName
	Status CheckStatus
	// Detail says what was found.
	Detail string
	// Hint says what to do; empty for a check that passed.
	Hint string
	// Err is the fault of a check that failed.
	Err error
	// Took is how long the check took.
	Took time.Duration
}

// TestResult is the outcome of all checks.
type TestResult struct{ Checks []Check }

// OK reports that no check failed.
func (r TestResult) OK() bool { return r.Err() == nil }

// Err is the fault of the first check that failed.
func (r TestResult) Err() error {
	for _, c := range r.Checks {
		if c.Status == CheckFailed {
			return c.Err
		}
	}
	return nil
}

// Test makes the live checks behind "Test & connect" and "Run checks": a new
// token, what it permits, and whether organizations and devices can be read with
// it. Each check is an answer of NinjaOne's and not of a cache.
func (c *Client) Test(ctx context.Context) TestResult {
	var r TestResult
	run := func(name CheckName, check func(context.Context) Check) {
		began := c.cfg.Now()
		done := Check{Status: CheckSkipped, Detail: "not checked, since an earlier check failed"}
		if r.OK() {
			done = check(ctx)
		}
		done.Name, done.Took = name, c.cfg.Now().Sub(began)
		r.Checks = append(r.Checks, done)
	}
	run(CheckToken, c.checkToken)
	run(CheckScope, c.checkScope)
	run(CheckRefreshToken, c.checkRefreshToken)
	run(CheckOrganizations, c.checkOrganizations)
	run(CheckDevices, c.checkDevices)
	return r
}

// failed makes a check of an error.
func failed(err error) Check {
	check := Check{Status: CheckFailed, Detail: err.Error(), Err: err}
	if e, ok := errors.AsType[*APIError](err); ok {
		check.Hint = e.Hint
	}
	return check
}

// checkToken gets a new access token, though there may be a good one.
func (c *Client) checkToken(ctx context.Context) Check {
	c.tokens.force()
	if _, err := c.tokens.access(ctx); err != nil {
		return failed(err)
	}
	left := c.tokens.token().ExpiresAt.Sub(c.cfg.Now()).Round(time.Minute)
	return Check{Status: CheckPassed, Detail: fmt.Sprintf("%s issued an access token, good for %d minutes", c.base, int(left/time.Minute))}
}

// checkScope looks for monitoring among the scopes that were granted (TRB-02).
func (c *Client) checkScope(context.Context) Check {
	granted := c.tokens.token().Scopes
	if !slices.Contains(granted, ScopeMonitoring) {
		return failed(c.fault(call{name: CallToken}, &APIError{
			Kind: KindMissingScope, Scope: ScopeMonitoring, Detail: "granted: " + c.secrets.tidy(strings.Join(granted, " ")),
		}))
	}
	return Check{Status: CheckPassed, Detail: "granted: " + c.secrets.tidy(strings.Join(granted, " "))}
}

// checkRefreshToken warns of a connection that will end within the hour (SET-05).
func (c *Client) checkRefreshToken(context.Context) Check {
	t := c.tokens.token()
	switch {
	case c.cfg.Grant == ClientCredentials:
		return Check{Status: CheckSkipped, Detail: "client credentials need no refresh token"}
	case t.Refresh.Empty():
		return Check{Status: CheckWarning, Detail: noRefreshWarning(t.ExpiresAt.Sub(c.cfg.Now())), Hint: scopeHint(ScopeOffline)}
	}
	return Check{Status: CheckPassed, Detail: "NinjaOne issued a refresh token"}
}

// countedRows is how many organizations are counted: one page of most tenants.
const countedRows = 1000

// checkOrganizations reads the first page of organizations, and counts them.
func (c *Client) checkOrganizations(ctx context.Context) Check {
	return firstRow(c.Organizations(ctx, ListQuery{PageSize: countedRows}), "organizations",
		"the API client application may not see any organization, or there is none yet")
}

// checkDevices reads the first devices (TRB-04).
func (c *Client) checkDevices(ctx context.Context) Check {
	return firstRow(c.Devices(ctx, DeviceQuery{ListQuery: ListQuery{PageSize: 1}}), "devices",
		"NinjaOne lists no approved device; install an agent or approve pending devices in NinjaOne")
}

// counted says how many things there are, where more than one was asked for.
func counted(n int, what string) string {
	switch n {
	case 1:
		return what
	case countedRows:
		return fmt.Sprintf("%d or more %s", n, what)
	}
	return fmt.Sprintf("%d %s", n, what)
}

// firstRow reads the first page of a list, and warns of an empty one.
func firstRow(list iter.Seq2[*Page, error], what, hint string) Check {
	for p, err := range list {
		switch {
		case err != nil:
			return failed(err)
		case len(p.Rows)+len(p.Rejected) > 0:
			return Check{Status: CheckPassed, Detail: counted(len(p.Rows)+len(p.Rejected), what) + " can be read"}
		}
	}
	return Check{Status: CheckWarning, Detail: what + " can be read, but there are none", Hint: hint}
}
