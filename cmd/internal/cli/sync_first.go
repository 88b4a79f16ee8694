package cli

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"coresync/cmd/internal/app"
	"coresync/http/api"

	"github.com/google/uuid"
	"golang.org/x/term"
)

// asksFirst tells whether a sync is a connection's first one and somebody sits at a
// terminal who can be asked: then it is a preview, as on the pages (ADR 6).
func (c *cli) asksFirst(ctx context.Context, a *app.App, tenant, connection uuid.UUID) (bool, error) {
	if file, is := c.In.(*os.File); !is || !term.IsTerminal(int(file.Fd())) {
		return false, nil
	}
	if err := a.CatchUp(ctx, tenant); err != nil {
		return false, err
	}
	found, err := a.Services().Connections.Get(ctx, api.Scope{Tenant: tenant}, connection)
	return found.Data.LastSync == nil, err
}

// writeFirst asks whether the preview of a first sync is to be written, and writes it.
// shown is what showing it came to: it stays held unless somebody agrees.
func (c *cli) writeFirst(ctx context.Context, a *app.App, tenant, run uuid.UUID, shown error) error {
	var held *differsError
	if shown != nil && !errors.As(shown, &held) {
		return shown
	}
	fmt.Fprint(c.Err, "This is the connection's first sync, and nothing is written yet. Write it? [y/N] ")
	line, err := bufio.NewReader(c.In).ReadString('\n')
	if err != nil && err != io.EOF {
		return fmt.Errorf("read the answer: %w", err)
	}
	if answer := strings.ToLower(strings.TrimSpace(line)); answer != "y" && answer != "yes" {
		return shown
	}
	return c.release(ctx, a, tenant, run, api.ChangeFilter{})
}
