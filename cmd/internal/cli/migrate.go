package cli

import (
	"fmt"
	"time"

	"coresync/cmd/internal/app"
	"coresync/migrations"

	"github.com/spf13/cobra"
)

func (c *cli) migrate() *cobra.Command {
	return group("migrate", "Bring the database's schema up to this program, or show where it stands", "",
		&cobra.Command{
			Use: "up", Short: "Apply what is missing", Args: cobra.NoArgs,
			Long: "Apply the migrations that the database lacks. A private server is migrated at every start by itself.",
			RunE: func(cmd *cobra.Command, _ []string) error {
				s, err := c.settings(cmd)
				if err != nil {
					return err
				}
				applied, err := app.Migrate(cmd.Context(), s, c.logger(s))
				if err != nil {
					return err
				}
				if c.json {
					return c.printJSON(map[string][]string{"applied": applied})
				}
				for _, name := range applied {
					fmt.Fprintln(c.Out, "applied", name)
				}
				fmt.Fprintln(c.Err, len(applied), "migrations applied; the schema is current")
				return nil
			},
		},
		&cobra.Command{
			Use: "status", Short: "List the migrations and when each was applied", Args: cobra.NoArgs,
			RunE: func(cmd *cobra.Command, _ []string) error {
				s, err := c.settings(cmd)
				if err != nil {
					return err
				}
				list, err := app.MigrationStatus(cmd.Context(), s, c.logger(s))
				if err != nil {
					return err
				}
				return c.show(list, []string{"VERSION", "NAME", "APPLIED"}, func() [][]string {
					var rows [][]string
					for _, m := range list {
						applied := "no"
						if !m.AppliedAt.IsZero() {
							applied = m.AppliedAt.Format(time.RFC3339)
						}
						rows = append(rows, []string{fmt.Sprint(m.Version), m.Name, applied})
					}
					return rows
				})
			},
		},
		&cobra.Command{
			Use: "roles", Short: "Print the SQL that makes the four roles of a cluster", Args: cobra.NoArgs,
			Long: "Print the SQL that makes the roles which own, write and read the database; it may be repeated. `coresync migrate up`\n" +
				"does it by itself. It is for a cluster that a dump is to be restored into, and for one whose user may not make roles:\n" +
				"there an administrator runs it and grants the roles to that user.",
			RunE: func(*cobra.Command, []string) error {
				_, err := fmt.Fprintln(c.Out, migrations.RolesSQL())
				return err
			},
		},
	)
}
