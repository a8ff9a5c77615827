package main

import (
	"context"
	"fmt"
	"strings"

	"google.golang.org/genproto/googleapis/bytestream"
	"google.golang.org/grpc"

	v1 "chunkgate/v1"
)

func queryFiles(ctx context.Context, conn *grpc.ClientConn) error {
	which := &v1.QueryUploadRequest_UploadId{UploadId: *resume}
	upload, err := v1.NewFilesServiceClient(conn).QueryUpload(ctx, &v1.QueryUploadRequest{Upload: which})
	if err == nil {
		fmt.Println(upload.StoredOffset, completeOrRunning(upload.State == v1.UploadState_UPLOAD_STATE_COMPLETE))
	}
	return err
}

func queryByteStream(ctx context.Context, conn *grpc.ClientConn) error {
	request := &bytestream.QueryWriteStatusRequest{ResourceName: *name}
	status, err := bytestream.NewByteStreamClient(conn).QueryWriteStatus(ctx, request)
	if err == nil {
		fmt.Println(status.CommittedSize, completeOrRunning(status.Complete))
	}
	return err
}

func completeOrRunning(complete bool) string {
	if complete {
		return "complete"
	}
	return "running"
}

func stat(ctx context.Context, conn *grpc.ClientConn) error {
	request := &v1.StatRequest{Name: *name, ComputeSha256: true}
	reply, err := v1.NewFilesServiceClient(conn).Stat(ctx, request)
	if err == nil {
		fmt.Println(reply.File.Name, reply.File.GetSize(), reply.File.Sha256)
	}
	return err
}

func list(ctx context.Context, conn *grpc.ClientConn) error {
	request := &v1.ListRequest{Folder: *name, PageSize: pageEntries}
	for {
		page, err := v1.NewFilesServiceClient(conn).List(ctx, request)
		if err != nil {
			return err
		}
		var names []string
		for _, entry := range page.Entries {
			// One of the two is absent, and has no name.
			names = append(names, entry.GetFile().GetName()+entry.GetFolder().GetName())
		}
		fmt.Println(strings.Join(names, " "))
		if page.NextPageToken == "" {
			return nil
		}
		request.PageToken = page.NextPageToken
	}
}

func remove(ctx context.Context, conn *grpc.ClientConn) error {
	_, err := v1.NewFilesServiceClient(conn).Delete(ctx, &v1.DeleteRequest{Name: *name})
	return err
}

func cancelUpload(ctx context.Context, conn *grpc.ClientConn) error {
	request := &v1.CancelUploadRequest{UploadId: *resume}
	_, err := v1.NewFilesServiceClient(conn).CancelUpload(ctx, request)
	return err
}
