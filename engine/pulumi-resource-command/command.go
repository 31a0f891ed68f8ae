package main

import (
	"context"

	provider "github.com/pulumi/pulumi-go-provider"
	"github.com/pulumi/pulumi-go-provider/infer"
	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
)

// Command runs a shell command at each step of a resource's life.
type Command struct {
	processes *processes
}

// Inputs are what a program says of a command.
type Inputs struct {
	Create                 *string            `pulumi:"create,optional"`
	Update                 *string            `pulumi:"update,optional"`
	Delete                 *string            `pulumi:"delete,optional"`
	Triggers               *[]any             `pulumi:"triggers,optional" provider:"replaceOnChanges"`
	Interpreter            *[]string          `pulumi:"interpreter,optional"`
	Dir                    *string            `pulumi:"dir,optional"`
	Environment            *map[string]string `pulumi:"environment,optional"`
	Stdin                  *string            `pulumi:"stdin,optional"`
	Logging                *Logging           `pulumi:"logging,optional"`
	AddPreviousOutputInEnv *bool              `pulumi:"addPreviousOutputInEnv,optional"`
	AssetPaths             *[]string          `pulumi:"assetPaths,optional"`
	ArchivePaths           *[]string          `pulumi:"archivePaths,optional"`
}

// Outputs are what the last create or update wrote.
type Outputs struct {
	Stdout string `pulumi:"stdout"`
	Stderr string `pulumi:"stderr"`
}

// State is a command that has run.
type State struct {
	Inputs
	Outputs
}

func (c *Command) Annotate(annotator infer.Annotator) {
	annotator.SetToken("local", "Command")
}

func (i *Inputs) Annotate(annotator infer.Annotator) {
	annotator.SetDefault(&i.AddPreviousOutputInEnv, true)
}

func (c *Command) Check(ctx context.Context, request infer.CheckRequest) (infer.CheckResponse[Inputs], error) {
	inputs, failures, err := infer.DefaultCheck[Inputs](ctx, request.NewInputs)
	for _, property := range []string{"assetPaths", "archivePaths"} {
		if _, given := request.NewInputs.GetOk(property); given {
			failures = append(failures, provider.CheckFailure{
				Property: property,
				Reason:   "not available in the engine built here; install the official release of pulumi",
			})
		}
	}
	return infer.CheckResponse[Inputs]{Inputs: inputs, Failures: failures}, err
}

func (c *Command) Create(
	ctx context.Context, request infer.CreateRequest[Inputs],
) (infer.CreateResponse[State], error) {
	id, err := resource.NewUniqueHex(request.Name, 8, 0)
	if err != nil {
		return infer.CreateResponse[State]{}, err
	}
	state := State{Inputs: request.Inputs}
	if !request.DryRun {
		state.Outputs, err = c.run(ctx, request.Inputs.Create, request.Inputs, Outputs{})
	}
	return infer.CreateResponse[State]{ID: id, Output: state}, err
}

func (c *Command) Update(
	ctx context.Context, request infer.UpdateRequest[Inputs, State],
) (infer.UpdateResponse[State], error) {
	state := State{Inputs: request.Inputs, Outputs: request.State.Outputs}
	if request.DryRun {
		return infer.UpdateResponse[State]{Output: state}, nil
	}
	command := request.Inputs.Update
	if command == nil {
		command = request.Inputs.Create
	}
	var err error
	state.Outputs, err = c.run(ctx, command, request.Inputs, request.State.Outputs)
	return infer.UpdateResponse[State]{Output: state}, err
}

func (c *Command) Delete(ctx context.Context, request infer.DeleteRequest[State]) (infer.DeleteResponse, error) {
	_, err := c.run(ctx, request.State.Delete, request.State.Inputs, request.State.Outputs)
	return infer.DeleteResponse{}, err
}
