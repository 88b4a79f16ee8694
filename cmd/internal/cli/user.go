package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"coresync/cmd/internal/app"
	"coresync/domain"
	"coresync/http/api"
	"coresync/http/permission"

	"github.com/google/uuid"
	"github.com/spf13/cobra"
	"golang.org/x/term"
)

func (c *cli) user() *cobra.Command {
	return group("user", "People who may sign in", "", c.userAdd(), c.userList(), c.userPassword(), c.userRemove())
}

// madeLink is a link as it is printed.
type madeLink struct {
	Link      string    `json:"link"`
	ExpiresAt time.Time `json:"expires_at"`
	Mailed    bool      `json:"mailed"`
}

func (c *cli) userAdd() *cobra.Command {
	var role, name string
	cmd := &cobra.Command{
		Use: "add EMAIL", Short: "Add somebody and print the link by which he chooses a password", Args: cobra.ExactArgs(1),
		RunE: c.withTenant(func(ctx context.Context, a *app.App, tenant uuid.UUID, args []string) error {
			made, err := a.Services().Users.Add(ctx, tenant, a.Actor(), api.UserDraft{Email: args[0], Name: name, Role: permission.Role(role)})
			if err != nil {
				return err
			}
			return c.invite(ctx, a, tenant, made)
		}),
	}
	cmd.Flags().StringVar(&role, "role", "", "one of "+strings.Join(roleNames(), ", "))
	cmd.Flags().StringVar(&name, "name", "", "how the person is called")
	_ = cmd.MarkFlagRequired("role") // the flag exists
	return cmd
}

func (c *cli) invite(ctx context.Context, a *app.App, tenant uuid.UUID, u api.User) error {
	link, err := a.Services().Users.Invite(ctx, tenant, u.ID, a.Actor())
	if err != nil {
		return err
	}
	made := madeLink{a.LinkAddress(link), link.ExpiresAt, link.Mailed}
	if c.json {
		return c.printJSON(made)
	}
	if _, err = fmt.Fprintln(c.Out, made.Link); err == nil {
		what := "Hand it to " + u.Email
		if link.Mailed {
			what = "It was sent to " + u.Email
		}
		fmt.Fprintf(c.Err, "%s. It is good once, until %s.\n", what, link.ExpiresAt.Local().Format(time.RFC1123))
	}
	return err
}

func (c *cli) userList() *cobra.Command {
	return &cobra.Command{
		Use: "list", Short: "List the people", Args: cobra.NoArgs,
		RunE: c.withTenant(func(ctx context.Context, a *app.App, tenant uuid.UUID, _ []string) error {
			users, err := a.Services().Users.List(ctx, tenant)
			if err != nil {
				return err
			}
			return c.show(users, []string{"EMAIL", "NAME", "ROLE", "STATE", "LAST SIGN-IN"}, func() [][]string {
				var rows [][]string
				for _, u := range users {
					last := "never"
					if u.LastSignInAt != nil {
						last = u.LastSignInAt.Format(time.RFC3339)
					}
					rows = append(rows, []string{u.Email, u.Name, string(u.Role), u.State, last})
				}
				return rows
			})
		}),
	}
}

func (c *cli) userPassword() *cobra.Command {
	var set bool
	cmd := &cobra.Command{
		Use: "password EMAIL", Short: "Print a link by which somebody chooses a new password", Args: cobra.ExactArgs(1),
		Long: "Print a link by which somebody chooses a new password; it is good once, for three days. With --set, set the\n" +
			"password instead: from standard input, or typed without an echo.",
		RunE: c.withApp(func(ctx context.Context, a *app.App, args []string) error {
			tenant, u, err := userOf(ctx, a, args[0])
			if err != nil {
				return err
			}
			if !set {
				return c.invite(ctx, a, tenant, u)
			}
			password, err := c.password()
			if err != nil {
				return err
			}
			return a.Services().Users.SetPassword(ctx, tenant, a.Actor(), u.ID, password, uuid.Nil)
		}),
	}
	cmd.Flags().BoolVar(&set, "set", false, "set it, from standard input")
	return cmd
}

// password reads one line; on a terminal nothing is shown.
func (c *cli) password() (api.Secret, error) {
	if file, ok := c.In.(*os.File); ok && term.IsTerminal(int(file.Fd())) {
		fmt.Fprint(c.Err, "New password: ")
		text, err := term.ReadPassword(int(file.Fd()))
		fmt.Fprintln(c.Err)
		return api.Secret(text), err
	}
	text, err := io.ReadAll(io.LimitReader(c.In, 4096))
	if err != nil {
		return "", fmt.Errorf("read the password from standard input: %w", err)
	}
	line, _, _ := strings.Cut(string(text), "\n")
	if line = strings.TrimSuffix(line, "\r"); line == "" {
		return "", usage("give the password on standard input")
	}
	return api.Secret(line), nil
}

func (c *cli) userRemove() *cobra.Command {
	return &cobra.Command{
		Use: "remove EMAIL", Short: "Remove somebody: his sessions end, name and address are forgotten", Args: cobra.ExactArgs(1),
		RunE: c.withApp(func(ctx context.Context, a *app.App, args []string) error {
			tenant, u, err := userOf(ctx, a, args[0])
			if err != nil {
				return err
			}
			return a.Services().Users.Remove(ctx, tenant, a.Actor(), u.ID)
		}),
	}
}

// userOf finds somebody by e-mail address.
func userOf(ctx context.Context, a *app.App, email string) (uuid.UUID, api.User, error) {
	tenant, err := a.Tenant(ctx)
	if err != nil {
		return tenant, api.User{}, err
	}
	users, err := a.Services().Users.List(ctx, tenant)
	for _, u := range users {
		if strings.EqualFold(u.Email, email) {
			return tenant, u, nil
		}
	}
	return tenant, api.User{}, errors.Join(err, domain.NotFound("user"))
}
