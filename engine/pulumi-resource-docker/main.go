// pulumi-resource-docker bridges the Terraform provider that @pulumi/docker 5.2.0 bridges.
package main

import (
	"fmt"
	"os"

	"github.com/pulumi/pulumi-terraform-bridge/v3/pkg/tfbridge"

	"roadstead/parent"
)

func main() {
	if err := run(); err != nil {
		fmt.Fprintf(os.Stderr, "pulumi-resource-docker: %v\n", err)
		os.Exit(1)
	}
}

func run() error {
	info := providerInfo()
	if len(os.Args) > 1 && os.Args[1] == "--schema" {
		return writeSchema(info, os.Stdout)
	}
	schema, err := readSchema()
	if err != nil {
		return err
	}
	parent.OnDeath(func() { os.Exit(1) })
	tfbridge.Main(name, version, info, schema)
	return nil
}
