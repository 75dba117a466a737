resource "aws_cloudtrail" "this" {
  name                  = "trail"
  is_multi_region_trail = true
  event_selector {
    include_management_events = false
    data_resource {
      type   = "AWS::S3::Object"
      values = var.bucket_arns
    }
  }
}
