// pulumi-resource-command is the local part of the provider that @pulumi/command 1.2.1 expects.
package main

import (
	"context"
	"fmt"
	"os"
	"os/signal"
	"syscall"

	provider "github.com/pulumi/pulumi-go-provider"
	"github.com/pulumi/pulumi-go-provider/infer"

	"roadstead/parent"
)

const (
	name    = "command"
	version = "1.2.1"
)

func main() {
	catchBrokenPipes()
	processes := &processes{}
	parent.OnDeath(func() {
		processes.wait()
		os.Exit(0)
	})
	if err := provider.RunProvider(context.Background(), name, version, newProvider(processes)); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func newProvider(processes *processes) provider.Provider {
	inferred := infer.Provider(infer.Options{
		Resources: []infer.InferredResource{infer.Resource(&Command{processes: processes})},
	})
	cancel := inferred.Cancel
	inferred.Cancel = func(ctx context.Context) error {
		processes.interrupt()
		return cancel(ctx)
	}
	return refuseOthers(inferred)
}

// Go ends a process that writes to a closed standard stream. The provider outlives the engine while a command runs, so
// it takes the write error instead; a handler, unlike ignoring the signal, is not inherited by the commands.
func catchBrokenPipes() {
	signal.Notify(make(chan os.Signal, 1), syscall.SIGPIPE)
}
