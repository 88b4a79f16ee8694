package cli

import (
	"github.com/spf13/cobra"
	"github.com/spf13/cobra/doc"
)

func (c *cli) man(root *cobra.Command) *cobra.Command {
	var dir string
	cmd := &cobra.Command{
		Use:   "man",
		Short: "Print the manual page, or write one a verb into a folder",
		Args:  cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			root.DisableAutoGenTag = true
			header := &doc.GenManHeader{Title: "CORESYNC", Section: "1", Source: "Coresync " + c.version.Number}
			if dir != "" {
				return doc.GenManTree(root, header, dir)
			}
			return doc.GenMan(root, header, c.Out)
		},
	}
	cmd.Flags().StringVar(&dir, "dir", "", "write one page a verb into this folder")
	return cmd
}
