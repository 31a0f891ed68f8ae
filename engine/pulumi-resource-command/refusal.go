package main

import (
	"context"
	"fmt"

	provider "github.com/pulumi/pulumi-go-provider"
)

const served = "command:local:Command"

// refuseOthers answers for the types of @pulumi/command that this provider leaves out.
func refuseOthers(inner provider.Provider) provider.Provider {
	outer := inner
	outer.Check = func(ctx context.Context, request provider.CheckRequest) (provider.CheckResponse, error) {
		if token := request.Urn.Type().String(); token != served {
			return provider.CheckResponse{}, refusal(token)
		}
		return inner.Check(ctx, request)
	}
	outer.Invoke = func(_ context.Context, request provider.InvokeRequest) (provider.InvokeResponse, error) {
		return provider.InvokeResponse{}, refusal(request.Token.String())
	}
	return outer
}

func refusal(token string) error {
	return fmt.Errorf("%s is not available in the engine built here, which has only %s; "+
		"install the official release of pulumi", token, served)
}
