// pulumi-language-nodejs runs a Node program for the engine: it starts @pulumi/pulumi's own runner and says how it ended.
package main

import (
	"context"
	"fmt"
	"os"
	"os/signal"

	"github.com/pulumi/pulumi/sdk/v3/go/common/util/rpcutil"
	pulumirpc "github.com/pulumi/pulumi/sdk/v3/proto/go"
	"google.golang.org/grpc"

	"roadstead/parent"
)

func main() {
	if len(os.Args) < 2 {
		fail(fmt.Errorf("the engine's address is missing: pulumi starts this program, with the address as last argument"))
	}
	if err := serve(os.Args[len(os.Args)-1]); err != nil {
		fail(err)
	}
}

// serve answers the engine until it says that it is done (an interrupt) or is gone.
func serve(engine string) error {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	programs := &programs{engine: engine}
	parent.OnDeath(stop)

	done := make(chan bool)
	go func() {
		<-ctx.Done()
		programs.stop()
		close(done)
	}()
	server, err := rpcutil.ServeWithOptions(rpcutil.ServeOptions{
		Cancel: done,
		Init: func(server *grpc.Server) error {
			pulumirpc.RegisterLanguageRuntimeServer(server, &host{programs: programs})
			return nil
		},
	})
	if err != nil {
		return err
	}
	fmt.Println(server.Port)
	return <-server.Done
}

func fail(err error) {
	fmt.Fprintf(os.Stderr, "pulumi-language-nodejs: %v\n", err)
	os.Exit(1)
}
